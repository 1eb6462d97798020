import type { PairFacts, ReviewState } from '../dataset/types.ts';

/** Where each class lies in a mask, by class id: one character a cell (see place-grids.ts). */
export type PlaceGrids = Readonly<Record<number, string>>;

/** What review reads of a pair. */
export interface ReviewPair extends PairFacts {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Of the picture (see picture-hash.ts). Missing in pairs made before it was kept, until they have been read again. */
  readonly pictureHash?: string;
  /** Of the mask. The same; empty until the mask was made. */
  readonly places?: PlaceGrids;
}

export const FLAG_KINDS = [
  'empty-mask',
  'absent-class',
  'unusual-area',
  'low-presence',
  'much-void',
  'near-duplicate',
] as const;
export type FlagKind = (typeof FLAG_KINDS)[number];

/** Why a pair deserves a second look, with the numbers that say so. Shares are of the picture's pixels, 0 … 1. */
export type Flag =
  /** No pixel has a class. */
  | { readonly kind: 'empty-mask' }
  /** A class was asked for and has no pixel: for want of evidence, or because no score of it reached β as the best. */
  | { readonly kind: 'absent-class'; readonly classId: number; readonly evidence: number; readonly present: boolean }
  /** `low` and `high` are the class's 5th and 95th percentile over the gallery. */
  | {
      readonly kind: 'unusual-area';
      readonly classId: number;
      readonly share: number;
      readonly low: number;
      readonly high: number;
    }
  | { readonly kind: 'low-presence'; readonly classId: number; readonly evidence: number }
  | { readonly kind: 'much-void'; readonly share: number }
  /** `of` is the id of an older pair. */
  | { readonly kind: 'near-duplicate'; readonly of: string };

/** By pair id; pairs without a flag are left out. */
export type PairFlags = Readonly<Record<string, readonly Flag[]>>;

/** Which pairs a gallery shows. Null: any. */
export interface PairFilter {
  /** A class that was asked for, as `labelSetId/classId`: ids mean another class in another label set. */
  readonly classKey: string | null;
  readonly review: ReviewState | null;
  /** `any`: at least one; `none`: without. */
  readonly flag: FlagKind | 'any' | 'none' | null;
  readonly labelSetId: string | null;
  readonly modelId: string | null;
  /** Least share of void, 0 … 1. */
  readonly voidFrom: number | null;
  /** Share of the picture that is of the chosen class, or of any class where none is chosen: from, up to, 0 … 1. */
  readonly areaFrom: number | null;
  readonly areaTo: number | null;
  /** Some class that was asked for has at most this evidence over chance. */
  readonly evidenceTo: number | null;
  /** Stands in the caption, the class prompt, the seed or a file name, in any case. */
  readonly text: string | null;
}

export const SORT_KEYS = [
  'created',
  'class',
  'review',
  'void',
  'area',
  'absent',
  'evidence',
  'label-set',
  'model',
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface PairOrder {
  readonly by: SortKey;
  readonly isDescending: boolean;
}

/** Which pairs a gallery shows, and in which order. */
export interface GalleryView {
  readonly filter: PairFilter;
  readonly order: PairOrder;
}
