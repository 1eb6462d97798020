import type { ByteRange } from './chains.ts';

/** A range of a file that may hold the beginning of a weight. */
export interface Guess extends ByteRange {
  readonly probability: number;
  /** Where the weight is expected to begin. */
  readonly place: number;
}
