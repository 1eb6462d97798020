import type { RecordLayout } from '../core/attention/append-columns.ts';
import type { AttentionRecord } from '../core/attention/types.ts';
import type { GenerationSettings, LaterCapture, Provenance, UploadedPicture } from '../core/dataset/types.ts';
import type { GuidedTimesteps, SamplerName } from '../core/diffusion/types.ts';
import type { Failure, Result } from '../core/errors.ts';
import type { MapSide } from '../core/grid-size.ts';
import type { UntappedSite } from '../core/onnx/types.ts';
import type { PictureSizes } from '../core/picture-sizes.ts';
import type { LabelClass, TokenizerFiles } from '../core/prompt/types.ts';
import type { TuningSettings } from '../core/segmentation/types.ts';
import type { NetworkRole } from '../models/package/model-paths.ts';
import type { Preflight } from '../models/preflight/preflight-types.ts';

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

/** A file of a model with its path inside the model's folder. */
export interface ChosenFile {
  readonly path: string;
  readonly file: File;
}

/** Which model to load. All of it may be sent to a worker. */
export type ModelChoice =
  | { readonly kind: 'catalogue'; readonly id: string }
  /** Address of the folder that holds unet, text_encoder and so on. */
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'directory'; readonly handle: FileSystemDirectoryHandle }
  /** Chosen by an input or dropped; `label` is for people. */
  | { readonly kind: 'files'; readonly label: string; readonly files: readonly ChosenFile[] }
  /** From the cache alone, without any request; `model` is the address under which the cache lists it. */
  | { readonly kind: 'cached'; readonly model: string };

export interface Licence {
  readonly name: string;
  /** False: reported by others, not read at its source. */
  readonly confirmed: boolean;
  readonly note: string | null;
}

/** By network, the file of the export that a person chose; of other networks the best one is taken. */
export type ChosenExports = Readonly<Partial<Record<NetworkRole, string>>>;

/** The exports that a model has of one of its networks. */
export interface NetworkExports {
  readonly role: NetworkRole;
  /** The one that would be loaded, by its path. */
  readonly chosen: string;
  /** Best first; bytes with weights beside the graph, null where they are not known. */
  readonly files: readonly { readonly path: string; readonly bytes: number | null }[];
}

/** What is known of a chosen model before anything large of it is downloaded. */
export interface ModelCheck {
  readonly label: string;
  /** Of a catalogue entry; null for other models. */
  readonly licence: Licence | null;
  /** Why a catalogue entry is not verified, in sentences; empty for verified ones and for other models. */
  readonly unverified: readonly string[];
  readonly preflight: Preflight;
  /** Networks of which there are several exports. */
  readonly exports: readonly NetworkExports[];
  /** All that generating needs; files of unknown size count as nothing. */
  readonly neededBytes: number;
  /** The part of it that is on this device already, unfinished downloads included. */
  readonly presentBytes: number;
}

/** Where a loaded model came from. */
export interface ModelOrigin {
  readonly kind: 'bundled' | 'catalogue' | 'url' | 'folder' | 'cache';
  /** An address, or a folder's name. */
  readonly label: string;
}

/** What suits a model, by the catalogue or by its own configuration. */
export interface SuggestedSettings {
  readonly steps: number;
  readonly guidance: number;
  /** As in GenerationSettings; missing: all. */
  readonly guidedTimesteps?: GuidedTimesteps;
  readonly sampler: SamplerName;
  /** Training timesteps for re-noise capture, falling. */
  readonly renoiseTimesteps: readonly number[];
  /** Sides of cross-attention that tuning begins with; missing where nothing was measured for the model. */
  readonly crossSides?: readonly MapSide[];
  /** As in GenerationSettings; missing where nothing was measured for the model. */
  readonly selfPower?: number;
  readonly backgroundWords?: string;
}

export interface AttentionReport {
  /** Sites that are watched. */
  readonly sites: number;
  readonly untapped: readonly UntappedSite[];
  /** Whether any of them is self-attention: without, τ changes nothing. */
  readonly hasSelf: boolean;
  /** Places without self-attention, in sentences. */
  readonly notes: readonly string[];
}

export interface ModelInfo {
  readonly id: string;
  readonly name: string;
  readonly origin: ModelOrigin;
  readonly suggested: SuggestedSettings;
  /** Words for classes that the model was trained with, lower case; missing where nobody has told. */
  readonly knownClasses?: readonly string[];
  /** Whether it can draw with `quick` settings. */
  readonly hasQuickWeights?: boolean;
  /** The largest `clipSkip`: above 1 where the text encoder puts out the states of its layers. */
  readonly maxClipSkip: number;
  /** Whether `capturePicture` works. */
  readonly hasPictureEncoder: boolean;
  readonly attention: AttentionReport;
  /** Of a picture of the usual size. */
  readonly latentSize: MapSide;
  readonly sizes: PictureSizes;
  /** Of pictures that are there already: as far as the encoder of pictures takes them, too. */
  readonly photoSizes: PictureSizes;
  /** At the usual size; `sidesAt` tells those at others. */
  readonly crossSides: readonly MapSide[];
  /** Sides of the power stacks; of a model without self-attention the largest cross side. */
  readonly selfSides: readonly MapSide[];
  readonly positions: number;
  readonly downloadBytes: number;
  readonly unetSha256: string;
}

export interface EngineInfo {
  readonly backend: BackendInfo;
  readonly model: ModelInfo;
}

export interface StartOptions {
  readonly model: ModelChoice;
  /** Address of the studio, which bundled models are relative to; a worker's own is another. No slash at the end. */
  readonly baseUrl: string;
  readonly forcedBackend: BackendKind | null;
  /** Missing: none was chosen. */
  readonly exports?: ChosenExports;
  /** An engine of this page has run on WebGPU: the graphics process is slow rather than dead when it does not answer at once. */
  readonly gpuIsKnown?: boolean;
}

export type StartEvent =
  /** The model's tokenizer, early: prompts can be counted while the rest loads. */
  | { readonly kind: 'tokenizer'; readonly files: TokenizerFiles }
  /** Bytes of the whole model, those that were here before included. */
  | { readonly kind: 'download'; readonly file: string; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly kind: 'compile'; readonly part: string }
  /** Loading goes on, with a drawback: `storage-full` where the model could not be kept for the next visit. */
  | { readonly kind: 'problem'; readonly problem: Failure };

/** What there is to watch while a model loads. */
export type StartProgress = Extract<StartEvent, { readonly kind: 'download' | 'compile' }>;

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

/** Live view of the run: refined, normalised class maps on the self grid, `[M, N]`. */
export interface LiveHeatmaps {
  readonly classIds: readonly number[];
  readonly side: MapSide;
  readonly maps: Float32Array;
}

export type GenerateEvent =
  | { readonly kind: 'encoding'; readonly jobId: string }
  /** The texts are encoded, and the first step has begun. */
  | { readonly kind: 'running'; readonly jobId: string }
  /** A part that could not be had with the model is downloaded once more; bytes as in StartEvent. */
  | {
      readonly kind: 'download';
      readonly jobId: string;
      readonly file: string;
      readonly loadedBytes: number;
      readonly totalBytes: number;
    }
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
  /** The steps are done; in large models on the CPU the decoder takes as long as some of them. */
  | { readonly kind: 'decoding'; readonly jobId: string }
  | { readonly kind: 'refining'; readonly jobId: string };

export interface GeneratedPair {
  readonly jobId: string;
  readonly picture: Picture;
  readonly record: AttentionRecord;
  readonly provenance: Provenance;
  readonly totalMs: number;
}

/** Masks for a picture that the model did not make: it is noised again and shown to the model (re-noise capture). */
export interface CaptureRequest {
  readonly jobId: string;
  /** Of a size that the model can look at (`frameOf`). */
  readonly picture: Picture;
  readonly upload: UploadedPicture;
  /**
   * Caption (may be empty), classes, style and seed are used, and `renoiseTimesteps`, the model's suggestion where it is
   * missing. There is no trajectory, so steps, sampler and η have no effect; guidance has one where the UNet takes it as an
   * input (LCM).
   */
  readonly settings: GenerationSettings;
  readonly classes: readonly LabelClass[];
  /** Settings for the live heatmaps. */
  readonly tuning: TuningSettings;
}

/** Maps of further classes for a finished picture, by re-noise capture; nothing is generated. */
export interface AddClassesRequest {
  readonly jobId: string;
  /** The same. */
  readonly picture: Picture;
  /** Those that the picture was made with. */
  readonly settings: GenerationSettings;
  /** What it was made from: `Provenance.prompt`. */
  readonly prompt: string;
  /** The classes that it has, in order: the new ones compete with them for attention. */
  readonly classes: readonly LabelClass[];
  readonly added: readonly LabelClass[];
  /** Of the picture's attention record, which the new columns are to stand in. */
  readonly layout: RecordLayout;
}

export interface AddedColumns {
  readonly jobId: string;
  /** Of the added classes alone, in the layout that was asked for. */
  readonly record: AttentionRecord;
  readonly capture: LaterCapture;
  readonly totalMs: number;
}

/** workers/diffusion.worker.ts */
export interface EngineApi {
  /** Looks at a model without loading it, also while another one works. */
  check(options: StartOptions): Promise<Result<ModelCheck>>;
  /**
   * Once a worker: WebAssembly's memory never shrinks, so another model is loaded in a new worker (`restart`).
   * `model-unsupported` and `model-missing-file` carry what the preflight found.
   */
  start(options: StartOptions, onEvent: (event: StartEvent) => void): Promise<Result<EngineInfo>>;
  /** A second call queues behind the first. A cancelled job ends with the failure `cancelled`. */
  generate(request: GenerateRequest, onEvent: (event: GenerateEvent) => void): Promise<Result<GeneratedPair>>;
  /** Queues and is cancelled as `generate`; the pair's picture is the uploaded one. */
  capturePicture(request: CaptureRequest, onEvent: (event: GenerateEvent) => void): Promise<Result<GeneratedPair>>;
  /**
   * Queues and is cancelled as `generate`. `settings-invalid` where the model's attention has not the layout's sides or the picture
   * is of another size.
   */
  addClasses(request: AddClassesRequest, onEvent: (event: GenerateEvent) => void): Promise<Result<AddedColumns>>;
  /**
   * Ignored for a job that was not sent yet or is over: calls arrive in the order in which they are made, so whoever cancels
   * before sending does not send.
   */
  cancel(jobId: string): Promise<void>;
}
