import type { AttentionEdges } from '../attention/types.ts';
import type { GuidedTimesteps, SamplerName } from '../diffusion/types.ts';
import type { LabelSet, PromptStyle } from '../prompt/types.ts';
import type { ClassPresence, PixelCounts, TuningSettings } from '../segmentation/types.ts';

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
  /** Classifier-free guidance w ≥ 0; up to 1 there is none, which costs one UNet row a step, not two. */
  readonly guidance: number;
  /** Missing: guided at all training timesteps. A model that takes the guidance as an input takes it at all of them. */
  readonly guidedTimesteps?: GuidedTimesteps;
  readonly sampler: SamplerName;
  /**
   * Drawn by the model's student of few steps (core/weights), which knows one number of steps, one sampler and no guidance; attention
   * captured by re-noising is the model's own. Missing: by the model.
   */
  readonly quick?: true;
  /** Of the picture in pixels; missing: the model's usual ones. A picture that was brought has its own. */
  readonly width?: number;
  readonly height?: number;
  /**
   * The text encoder's layer whose states the model is given, from the end: 2 without the last one, as some fine-tunes of Stable Diffusion
   * 1.5 were trained. Missing: 1, all layers.
   */
  readonly clipSkip?: number;
  /** DDIM's η. */
  readonly eta: number;
  /** φ of the guidance rescale, 0 … 1; missing: 0, none. */
  readonly guidanceRescale?: number;
  /**
   * Re-noise capture: training timesteps, falling, at which the finished latent was noised again and shown to the model
   * once each, and attention captured there. Missing: captured along the trajectory.
   */
  readonly renoiseTimesteps?: readonly number[];
  /** Power that A_S's probabilities are raised to, rows normalised again, before refinement; missing: 1, as captured. */
  readonly selfPower?: number;
  /** Words of what is behind the classes, at the end of the class prompt, with spaces between; missing or blank: none. */
  readonly backgroundWords?: string;
}

/** A picture that a person brought. */
export interface UploadedPicture {
  readonly fileName: string;
  /** Of the file; null where the page may not hash (plain http). */
  readonly sha256: string | null;
}

/** Where a picture came from. */
export interface Provenance {
  readonly modelId: string;
  /**
   * SHA-256 of the model's UNet file; where weights lie beside its graph, of the lines `PATH SHA256\n` of all its files, sorted
   * by path. `sampled-` before it: of the size and of samples of files too large to be hashed at every visit.
   */
  readonly modelSha256: string;
  /**
   * SHA-256 of the model's listing, which pins its text encoder, VAE and tokenizer too: one line `PATH SHA256\n` a file,
   * sorted by path, as UTF-8. Missing in pairs made before it was kept, and where the page may not hash (plain http).
   */
  readonly modelFilesSha256?: string;
  /** `native`: the command line, on ONNX Runtime of the machine itself. */
  readonly backend: 'webgpu' | 'wasm' | 'native';
  readonly adapter: string;
  readonly studioVersion: string;
  /** ISO 8601. Missing: the command line made it, whose files depend on nothing but what was asked for. */
  readonly createdAt?: string;
  readonly prompt: string;
  readonly classPrompt: string;
  /** The picture is not the model's: only its mask was made. */
  readonly upload?: UploadedPicture;
}

/** How the attention of a class was captured after its picture was finished: the picture was noised again and shown to a model. */
export interface LaterCapture extends Omit<Provenance, 'upload'> {
  /** Training timesteps, falling. */
  readonly renoiseTimesteps: readonly number[];
  /**
   * Of the noise, unsigned 32-bit: where the settings name no timesteps, at each of them the noise that the picture's run began with; else
   * drawn anew for each.
   */
  readonly seed: number;
}

/** A class that a person named once the picture was finished. The picture and the maps of its other classes are as they were. */
export interface AddedClass {
  readonly classId: number;
  /** A word that is no class: it has a heatmap, no pixel and no place in a dataset; its id is past those of classes (core/pair-classes.ts). */
  readonly word?: string;
  /** Its model may be another than the picture's. */
  readonly capture: LaterCapture;
}

export type ReviewState = 'unreviewed' | 'accepted' | 'rejected';

/** A pair in words and numbers: all but its pixels. */
export interface PairFacts {
  readonly width: number;
  readonly height: number;
  readonly settings: GenerationSettings;
  readonly tuning: TuningSettings;
  readonly provenance: Provenance;
  /** What the list of prompts that asked for it calls its file, as it stands there; an ending may be there. Missing: nothing. */
  readonly fileName?: string;
  /** In the order in which they were added; missing: none. `settings.classIds` are those that the picture was asked for. */
  readonly addedClasses?: readonly AddedClass[];
  readonly review: ReviewState;
  /** Evidence for each requested and each added class; absent ones have no pixel while the gate is on. Empty until the mask was made. */
  readonly presence: readonly ClassPresence[];
  readonly pixels: PixelCounts;
}

/**
 * What a dataset says about one pair; presence and pixel counts are those of the mask that is exported. Small: all
 * entries of an export are known before any pixel is read.
 */
export interface DatasetEntry extends PairFacts {
  /** File stem, unique in the dataset without regard to case: letters, digits, `-` and `_` (see stems.ts). */
  readonly stem: string;
  /** A person painted over the mask, `editedPixels` pixels of it; soft maps stay the model's. Both missing: nobody did. */
  readonly edited?: true;
  readonly editedPixels?: number;
}

/**
 * Bytes in one piece, or in several, one after another, so that a large file need not lie in memory twice, or not at all as a whole:
 * whoever writes it goes through them twice, first for their sum and checksum.
 */
export type FileContent = Uint8Array | Iterable<Uint8Array>;

/** One file of a dataset. `read` is called once, when the file's turn comes, so that only a few files are in memory at a time. */
export interface DatasetFile {
  /** With `/` between folders; no two of a dataset differ only in case. */
  readonly path: string;
  read(): FileContent | Promise<FileContent>;
  /** It is megabytes: read alone when its turn comes, and never ahead. */
  readonly isLarge?: boolean;
}

/** Scores of a pair's classes before thresholds. */
export interface ClassMaps {
  /** In the order of the entry's `presence`. */
  readonly classIds: readonly number[];
  /** u8 `[classes,height,width]`, row-major: scores of 0 … 1 times 255, rounded. */
  readonly values: Uint8Array;
}

/** The pairs of an export. */
export interface DatasetSource {
  /** One that `validateLabelSet` of core/prompt accepts: no writer checks it again. */
  readonly labelSet: LabelSet;
  readonly entries: readonly DatasetEntry[];
  /** The picture as a JPEG file. The writers do no drawing. */
  readJpeg(stem: string): Promise<Uint8Array>;
  /** The mask as a palette PNG, `encodePalettePng`: 0 background, class ids, 255 void. */
  readMaskPng(stem: string): Promise<Uint8Array>;
  /** Made anew at each call. */
  readClassMaps(stem: string): Promise<ClassMaps>;
  /** Where attention has edges between objects; null where none were kept. */
  readEdges(stem: string): Promise<AttentionEdges | null>;
}

export interface SplitEntry extends DatasetEntry {
  readonly split: 'train' | 'val';
}

/** What a writer of a format gets; made by `datasetInput`. Pictures and masks have the pair's settings in them. */
export interface DatasetWriterInput extends DatasetSource {
  /** In the order of their stems. */
  readonly entries: readonly SplitEntry[];
  /** Stems, sorted. */
  readonly train: readonly string[];
  readonly val: readonly string[];
  /** What was asked for, whole per cent. */
  readonly trainPercent: number;
  /** Class ids u8 `[height,width]`, row-major. May be called at any time and more than once; no copy is kept. */
  readMask(stem: string): Promise<Uint8Array>;
  /** Puts the pair's settings into a PNG or JPEG that a writer made itself (see embedded/pair-text.ts). */
  withSettings(stem: string, file: Uint8Array): Uint8Array;
}
