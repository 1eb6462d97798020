import type { BlobLike } from '../core/onnx/file/blob/blob-types.ts';

/** One file of a model folder, as its listing (`files.json`) describes it. */
export interface ModelFile {
  /** Relative to the folder, `unet/model.onnx`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface DownloadProgress {
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** A file that a source says it has. */
export interface SourceFile {
  /** Relative to the model's folder, with slashes. */
  readonly path: string;
  /** Null where the source does not say. */
  readonly bytes: number | null;
  /** Lower-case hex; null where the source does not say. */
  readonly sha256: string | null;
}

export interface OpenOptions {
  /** Bytes of this file that are here so far, those of an earlier, broken download included. */
  readonly onBytes?: (loadedBytes: number) => void;
  readonly signal?: AbortSignal;
}

/** Where the files of a model come from: a URL, a folder on this device, the cache. Paths are those that `list` gives. */
export interface ModelSource {
  /** For people: an address or a folder's name. */
  readonly label: string;
  /** @throws StudioError `network`, `model-missing-file`, `model-corrupt`, `model-unsupported` */
  list(): Promise<readonly SourceFile[]>;
  /** Whether the file is there. A source without a listing of its own may have more than the usual files that it lists. */
  has(path: string): Promise<boolean>;
  /**
   * The whole file, on this device and checked.
   * @throws StudioError `network`, `model-missing-file`, `model-corrupt`, `cancelled`
   */
  open(path: string, options?: OpenOptions): Promise<Blob>;
  /**
   * The file for reading a few ranges of it, before anything is downloaded.
   * @throws StudioError as `open`; reading ranges throws `network` where the server serves none
   */
  peek(path: string): Promise<BlobLike>;
  /** Bytes of the file that are on this device, those of a broken download included. */
  presentBytes(path: string): Promise<number>;
}

/** What a server says of the version of a file that it serves; kept to see whether a partial file can be continued. */
export interface FileVersion {
  readonly totalBytes: number | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** How far a complete file was checked, by what its source says of it. */
export type FileCheck = 'sha256' | 'size' | 'none';
