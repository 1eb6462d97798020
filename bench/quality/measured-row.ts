import type { ClassOverlap } from './class-overlap.ts';

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
  /** One per requested class of each picture: whether the judge sees it. */
  readonly present: readonly boolean[];
}
