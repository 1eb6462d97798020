/** One file of a model folder, as its listing (`files.json`) describes it. */
export interface ModelFile {
  /** Relative to the folder, `unet/model.onnx`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The files of a model in the diffusers ONNX layout that generating needs, in memory. */
export interface ModelFolder {
  /** @throws StudioError `model-missing-file` */
  bytes(path: string): Uint8Array;
  /** @throws StudioError `model-missing-file`, `model-corrupt` */
  json(path: string): unknown;
  text(path: string): string;
  readonly downloadBytes: number;
  readonly files: readonly ModelFile[];
}

export interface DownloadProgress {
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes: number;
}
