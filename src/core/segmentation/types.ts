import type { SoftmaxScope } from '../attention/types.ts';
import type { MapSide } from '../grid-size.ts';

export const BACKGROUND_ID = 0;
export const VOID_ID = 255;

export const UPSAMPLINGS = ['bicubic', 'guided'] as const;
/**
 * How class maps come from their grid to the picture's size: by bicubic interpolation (the reference code), or by a local
 * linear model in the picture's colours, whose edges they then follow (see picture-guide.ts).
 */
export type Upsampling = (typeof UPSAMPLINGS)[number];

export const OBJECT_WAYS = ['class', 'component', 'neck', 'edge'] as const;
/**
 * What counts as one object: a class's whole region, each connected part of it, or parts of these that narrow places (`neck`) or edges in
 * self-attention (`edge`) keep apart (see core/dataset/objects).
 */
export type ObjectWay = (typeof OBJECT_WAYS)[number];

export interface ObjectSettings {
  readonly by: ObjectWay;
  /** Smaller ones are no objects: a share of the picture, 0 … 1. */
  readonly minShare: number;
  /** 0 … 1, of necks and edges: how much deeper than what parts them both sides have to be. */
  readonly strength: number;
}

/** All that turns an attention record into a mask. Moving any of these never runs the UNet. */
export interface TuningSettings {
  /** Exponent of A_S, 0 … 8, continuous. */
  readonly tau: number;
  /** Scores under α are background. */
  readonly alpha: number;
  /** Scores from β up get a class; between α and β is void. α ≤ β. */
  readonly beta: number;
  /** Cross sides to average over; a subset of the record's, not empty. */
  readonly crossSides: readonly MapSide[];
  readonly selfSide: MapSide;
  /** Parts of the trajectory to use: first and last bin, inclusive. */
  readonly window: readonly [first: number, last: number];
  readonly softmax: SoftmaxScope;
  /** Leave classes out whose raw evidence is no better than chance. */
  readonly presenceGate: boolean;
  /** Missing in what was stored before there was a choice: bicubic. */
  readonly upsampling?: Upsampling;
  /** Leaves the mask as it is. Missing in what was stored before there was a choice: each connected part, however small. */
  readonly objects?: ObjectSettings;
}

/** The picture that a mask belongs to. */
export interface GuidePicture {
  readonly width: number;
  readonly height: number;
  /** u8 `[H,W,4]`; alpha is left out. */
  readonly rgba: Uint8ClampedArray;
}

/** Raw evidence for one class before normalisation, and what the presence rule makes of it. */
export interface ClassPresence {
  readonly classId: number;
  /** Evidence over chance (see core/segmentation/presence.ts); 1 is chance. */
  readonly evidence: number;
  readonly present: boolean;
}

export interface PixelCounts {
  readonly background: number;
  readonly void: number;
  /** By class id. */
  readonly classes: Readonly<Record<number, number>>;
}

/** What one set of tuning settings makes of one attention record. */
export interface Segmentation {
  readonly width: number;
  readonly height: number;
  /** u8 `[H,W]`: 0 background, class ids, 255 void. */
  readonly mask: Uint8Array;
  /** u8 `[M,H,W]`: normalised class scores × 255, clamped; M follows the record's classIds. */
  readonly scores: Uint8Array;
  readonly presence: readonly ClassPresence[];
  readonly pixels: PixelCounts;
  /** 64 bins over 0 … 1 of the highest score of each pixel among present classes. */
  readonly histogram: Uint32Array;
}
