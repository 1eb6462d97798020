import type { ClassOverlap } from '../../src/core/evaluate/class-overlap.ts';

/** Background and the twenty classes. */
export const IDS = 21;

export interface MeasuredRow {
  readonly group: string;
  readonly name: string;
  /** One a picture. */
  readonly overlaps: ClassOverlap[];
}

export interface PresenceRow {
  readonly group: string;
  readonly name: string;
  /** Per picture, one for each class that is asked about: whether the judge's answer is what the prompt asked for. */
  readonly answers: readonly (readonly boolean[])[];
}
