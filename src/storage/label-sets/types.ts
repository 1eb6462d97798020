import type { LabelSet } from '../../core/prompt/types.ts';

/** A version of a person's own label set. */
export interface StoredLabelSet {
  readonly set: LabelSet;
  /** ISO 8601, of the first version: the order in which sets are offered. */
  readonly createdAt: string;
  /** Replaced by a newer version, or taken away: kept for what names it, and not offered any more. */
  readonly isRetired: boolean;
}

export interface LoadedLabelSets {
  /** In the order in which they are offered. */
  readonly sets: readonly StoredLabelSet[];
  /** What is wrong with rows that could not be read, in words for a notice; null where all could. They stay where they are. */
  readonly problem: string | null;
}

/** Failures (`storage-full`, `storage-unavailable`) are thrown as StudioError. */
export interface LabelSetStore {
  load(): Promise<LoadedLabelSets>;
  /** All or none; a version that is there already takes the new row. None is ever removed: pairs name them by id. */
  put(versions: readonly StoredLabelSet[]): Promise<void>;
}
