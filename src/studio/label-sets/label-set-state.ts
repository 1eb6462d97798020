import type { LabelClass, LabelSet } from '../../core/prompt/types.ts';

/** A version of a label set. */
export interface KnownLabelSet {
  readonly set: LabelSet;
  /** Null for those that the studio brings along. */
  readonly createdAt: string | null;
  /** Kept for the pairs that name it, and not offered. */
  readonly isRetired: boolean;
}

/** Forms in which classes go from studio to studio, and to other tools. */
export type LabelSetFile = 'labelmap' | 'json' | 'names';

/** What the editor hands over. */
export interface EditedLabelSet {
  readonly name: string;
  readonly classes: readonly Omit<LabelClass, 'id'>[];
  /** The version in whose place it comes; null for a new set. */
  readonly replacesId: string | null;
}
