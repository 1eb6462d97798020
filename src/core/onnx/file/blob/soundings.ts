import type { ByteRange, Gap } from './chains.ts';

/** In a round, and bytes of each as a part of the file: in UNets one of ten holds the beginning of a weight. */
const AT_ONCE = 20;
const SHARE = 0.0006;
/** Of a file so much is read in all. */
const MOST_SHARE = 0.048;
/** A smaller part of the file is not sounded. */
const LEAST_GAP = 1 / 32;
/** Fraction of the golden ratio: its multiples fall far from each other (Knuth, TAOCP 3, section 6.4). */
const GOLDEN = 0.618033988749895;

/**
 * Ranges in the middle of nowhere, of which some hold the beginning of a weight, for a file in which nothing tells where they begin. From
 * there on its weights are stepped over beside those before, so that they share the waiting.
 */
export class Soundings {
  readonly #size: number;
  #count = 0;

  /** @param size of the file, in bytes */
  constructor(size: number) {
    this.#size = size;
  }

  /** Ranges for the next round, most of them in the largest gaps. */
  next(gaps: readonly Gap[]): ByteRange[] {
    const parts = gaps.map(({ from, until }) => ({ from, length: (until ?? this.#size) - from, count: 1 }));
    const bytes = Math.round(this.#size * SHARE);
    const ranges: ByteRange[] = [];
    while (ranges.length < AT_ONCE && this.#count * SHARE < MOST_SHARE) {
      const [largest] = parts.sort((a, b) => b.length / b.count - a.length / a.count);
      if (!largest || largest.length < LEAST_GAP * this.#size) break;
      largest.count++;
      const start = Math.round(largest.from + largest.length * ((++this.#count * GOLDEN) % 1));
      ranges.push({ start, end: start + bytes });
    }
    return ranges;
  }
}
