import type { SamplerName } from '../diffusion/types.ts';
import type { LabelSet, PromptStyle } from '../prompt/types.ts';
import type { TuningSettings } from '../segmentation/types.ts';

/** All that is needed to generate a picture again. */
export interface GenerationSettings {
  readonly caption: string;
  readonly classIds: readonly number[];
  readonly labelSetId: string;
  readonly style: PromptStyle;
  readonly negativePrompt: string;
  /** Unsigned 32-bit. */
  readonly seed: number;
  readonly steps: number;
  /** Classifier-free guidance w ≥ 0; 1 costs one UNet call a step, not two. */
  readonly guidance: number;
  readonly sampler: SamplerName;
  /** DDIM's η. */
  readonly eta: number;
}

/** Where a picture came from. */
export interface Provenance {
  readonly modelId: string;
  /** SHA-256 of the model's UNet file. */
  readonly modelSha256: string;
  readonly backend: 'webgpu' | 'wasm';
  readonly adapter: string;
  readonly studioVersion: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly prompt: string;
  readonly classPrompt: string;
}

/** What the dataset writers need of one pair. Pixels come as bytes; the writers do no drawing. */
export interface DatasetPair {
  /** File stem: letters, digits, `-` and `_`. */
  readonly stem: string;
  readonly width: number;
  readonly height: number;
  readonly jpeg: Uint8Array;
  /** u8 `[H,W]`. */
  readonly mask: Uint8Array;
  readonly settings: GenerationSettings;
  readonly tuning: TuningSettings;
  readonly provenance: Provenance;
}

export interface DatasetFile {
  readonly path: string;
  readonly content: Uint8Array;
}

export interface DatasetWriterInput {
  readonly labelSet: LabelSet;
  readonly pairs: AsyncIterable<DatasetPair> | Iterable<DatasetPair>;
}
