import type { AttentionRecord } from '../core/attention/types.ts';
import type { GenerationSettings, Provenance } from '../core/dataset/types.ts';
import type { Failure, Result } from '../core/errors.ts';
import type { LabelClass } from '../core/prompt/types.ts';
import type { Segmentation, TuningSettings } from '../core/segmentation/types.ts';

export type BackendKind = 'webgpu' | 'wasm';

export interface BackendInfo {
  readonly kind: BackendKind;
  /** Adapter name, or `2 threads`. */
  readonly description: string;
  /** Why this backend and not the other, for the badge's tooltip. */
  readonly reason: string;
  /** True for software adapters such as SwiftShader. */
  readonly isFallbackAdapter: boolean;
}

export interface ModelInfo {
  readonly id: string;
  readonly name: string;
  /** Picture side in pixels: 128 for the bundled model. */
  readonly imageSize: number;
  readonly latentSize: number;
  readonly crossSides: readonly number[];
  readonly selfSides: readonly number[];
  readonly positions: number;
  readonly downloadBytes: number;
  readonly unetSha256: string;
}

export interface EngineInfo {
  readonly backend: BackendInfo;
  readonly model: ModelInfo;
}

export interface StartOptions {
  readonly modelUrl: string;
  readonly modelId: string;
  readonly modelName: string;
  readonly forcedBackend: BackendKind | null;
}

export type StartEvent =
  | { readonly kind: 'download'; readonly file: string; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly kind: 'compile'; readonly part: string };

export interface GenerateRequest {
  readonly jobId: string;
  readonly settings: GenerationSettings;
  readonly classes: readonly LabelClass[];
  /** Settings for the live heatmaps. */
  readonly tuning: TuningSettings;
}

/** RGBA8 pixels, row-major. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Live view of the run: refined, normalised class maps on the self grid, `[M, side²]`. */
export interface LiveHeatmaps {
  readonly classIds: readonly number[];
  readonly side: number;
  readonly maps: Float32Array;
}

export type GenerateEvent =
  | { readonly kind: 'encoding'; readonly jobId: string }
  | {
      readonly kind: 'step';
      readonly jobId: string;
      /** 1-based number of steps done. */
      readonly step: number;
      readonly steps: number;
      readonly stepMs: number;
      readonly remainingMs: number;
    }
  | { readonly kind: 'heatmaps'; readonly jobId: string; readonly step: number; readonly heatmaps: LiveHeatmaps }
  | { readonly kind: 'estimate'; readonly jobId: string; readonly step: number; readonly picture: Picture }
  | { readonly kind: 'refining'; readonly jobId: string };

export interface GeneratedPair {
  readonly jobId: string;
  readonly picture: Picture;
  readonly record: AttentionRecord;
  readonly provenance: Provenance;
  readonly totalMs: number;
}

/** workers/diffusion.worker.ts */
export interface EngineApi {
  start(options: StartOptions, onEvent: (event: StartEvent) => void): Promise<Result<EngineInfo>>;
  /** A second call queues behind the first. A cancelled job ends with the failure `cancelled`. */
  generate(request: GenerateRequest, onEvent: (event: GenerateEvent) => void): Promise<Result<GeneratedPair>>;
  cancel(jobId: string): Promise<void>;
}

/** workers/tuning.worker.ts: answers sliders, also while the diffusion worker is busy. */
export interface TuningApi {
  /** Makes `record` the one that `segment` works on. */
  open(recordId: string, record: AttentionRecord, width: number, height: number): Promise<Result<void>>;
  segment(recordId: string, tuning: TuningSettings): Promise<Result<Segmentation>>;
}

export interface ExportRequest {
  readonly pairIds: readonly string[];
  readonly labelSetId: string;
}

export interface ExportedDataset {
  /** Backed by OPFS where there is room, so a large export does not sit in memory. */
  readonly file: Blob;
  readonly fileName: string;
  readonly bytes: number;
  readonly pairs: number;
  /** Pairs that could not be exported, with the reason. */
  readonly skipped: readonly { readonly pairId: string; readonly error: Failure }[];
}

/** workers/export.worker.ts */
export interface ExportApi {
  exportVoc(
    request: ExportRequest,
    onProgress: (done: number, total: number) => void,
  ): Promise<Result<ExportedDataset>>;
}
