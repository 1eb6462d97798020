import type { Gap } from './chains.ts';
import type { Guess } from './guess.ts';

/** Weights of at most so many bytes are read with what lies before and behind them. */
const SMALL_BYTES = 8 * 1024;
/** Sizes in bytes of fields, names of different length among them, are rounded to so many. */
const ROUNDED_BYTES = 256;
/** What this file showed counts for as much as so many usual weights. */
const OWN_WEIGHT = 3;
/** Places are told apart by so many bytes. */
const CELL_BYTES = 1024;
/** What is read at a guess: behind a known place small weights shift those after them, before it hardly. */
const CELLS_BEHIND = 8;
const CELLS_BEFORE = 2;
/** Further on guesses are as good as anywhere. */
const MOST_CELLS = 24 * 1024;
/** Guesses that are looked at for each gap, the best ones. */
const MOST_GUESSES = 64;
const MUCH_MORE = 1.2;
/** Not worth a request. */
const LEAST_PROBABLE = 0.01;

/** A range of cells, as far from a known place as `cells`. */
interface Hit {
  readonly cells: number;
  readonly probability: number;
}

/** How far from a known place weights begin, by the sizes that were known when so many weights were. */
interface Distances {
  readonly elementBytes: number;
  readonly weights: number;
  readonly any: Float64Array;
  readonly behind: readonly Hit[];
  readonly before: readonly Hit[];
}

/**
 * Guesses where weights begin in a file that has them in no order: by how often each size occurs. Weights after a known place follow
 * each other as renewals do (Feller 1968, chapter XIII): how probable it is that one begins at a distance is the sum over all sizes
 * that it may have. Most sizes are multiples of few, so that some distances are much more probable than others, for many weights on.
 */
export class AnyOrder {
  readonly #usual: readonly number[];
  readonly #own = new Map<number, number>();
  #ownWeights = 0;
  #distances: Distances | null = null;

  /** @param usual elements of each weight of a usual file */
  constructor(usual: readonly number[]) {
    this.#usual = usual;
  }

  note(fieldBytes: number): void {
    const size = rounded(fieldBytes);
    this.#own.set(size, (this.#own.get(size) ?? 0) + OWN_WEIGHT);
    this.#ownWeights += OWN_WEIGHT;
  }

  /** How probable a weight of this size is. */
  probability(fieldBytes: number, elementBytes: number): number {
    const sizes = this.#sizes(elementBytes);
    const total = this.#usual.length + this.#ownWeights;
    return ((sizes.get(rounded(fieldBytes)) ?? 0) + 0.1) / (total + 10);
  }

  /** Ranges where a weight may begin, in no order. */
  guesses(gaps: readonly Gap[], size: number, elementBytes: number): Guess[] {
    const { any, behind, before } = this.#distancesAt(elementBytes);
    return gaps.flatMap(({ from, until }) => {
      const room = (until ?? size) - from;
      const fits = until === null ? () => 1 : closing(any, room / CELL_BYTES);
      const within = (hits: readonly Hit[]) =>
        hits
          .filter(({ cells }) => cells * CELL_BYTES < room)
          .map(({ cells, probability }) => ({ bytes: cells * CELL_BYTES, probability: probability * fits(cells) }))
          .filter(({ probability }) => probability > LEAST_PROBABLE);
      const after = within(behind).map(({ bytes, probability }) => {
        const start = from + bytes;
        return { probability, place: start, start, end: start + CELLS_BEHIND * CELL_BYTES };
      });
      if (until === null) return after;
      const back = within(before).map(({ bytes, probability }) => {
        const end = until - bytes;
        // The fields of a weight that begins at the end have room, too.
        return {
          probability,
          place: end - CELL_BYTES,
          start: end - CELLS_BEFORE * CELL_BYTES,
          end: end + ROUNDED_BYTES,
        };
      });
      return [...after, ...back];
    });
  }

  /** Made anew once much more of the file is known. */
  #distancesAt(elementBytes: number): Distances {
    const known = this.#distances;
    if (known?.elementBytes === elementBytes && this.#ownWeights < MUCH_MORE * known.weights) return known;
    const sizes = this.#sizes(elementBytes);
    const { any, afterLarge } = begins(sizes, false);
    const behind = mostProbable(afterLarge, CELLS_BEHIND);
    const before = mostProbable(begins(sizes, true).afterLarge, CELLS_BEFORE);
    this.#distances = { elementBytes, weights: this.#ownWeights, any, behind, before };
    return this.#distances;
  }

  #sizes(elementBytes: number): Map<number, number> {
    const sizes = new Map(this.#own);
    for (const elements of this.#usual) {
      const size = rounded(elements * elementBytes + 80);
      sizes.set(size, (sizes.get(size) ?? 0) + 1);
    }
    return sizes;
  }
}

const rounded = (bytes: number) => Math.round(bytes / ROUNDED_BYTES) * ROUNDED_BYTES;

/**
 * How probable it is that a weight begins so many cells behind a known place, and after a large one: from there on nothing of it was read.
 * @param isLargeFirst whether the first weight is known to be a large one
 */
function begins(
  sizes: ReadonlyMap<number, number>,
  isLargeFirst: boolean,
): { readonly any: Float64Array; readonly afterLarge: Float64Array } {
  const total = [...sizes.values()].reduce((sum, times) => sum + times, 0);
  const steps = [...sizes].flatMap(([bytes, times]) => {
    const cells = Math.max(1, bytes / CELL_BYTES);
    const [whole, part] = [Math.floor(cells), cells % 1];
    const isLarge = bytes > SMALL_BYTES;
    return [
      { cells: whole, probability: ((1 - part) * times) / total, isLarge },
      { cells: whole + 1, probability: (part * times) / total, isLarge },
    ];
  });
  const large = steps.filter(({ isLarge }) => isLarge);
  const ofLarge = large.reduce((sum, { probability }) => sum + probability, 0);
  const any = new Float64Array(MOST_CELLS);
  const afterLarge = new Float64Array(MOST_CELLS);
  any[0] = 1;
  for (let at = 0; at < MOST_CELLS; at++) {
    const isForced = isLargeFirst && at === 0;
    const here = (any[at] as number) / (isForced ? ofLarge : 1);
    if (here < 1e-4) continue;
    for (const { cells, probability, isLarge } of isForced ? large : steps) {
      const to = at + cells;
      if (to >= MOST_CELLS) continue;
      any[to] = (any[to] as number) + here * probability;
      if (isLarge) afterLarge[to] = (afterLarge[to] as number) + here * probability;
    }
  }
  return { any, afterLarge };
}

/**
 * How much more probable a weight at a distance within a gap is for the gap's length: weights have to fill what is left of it, too.
 * @param cells of the whole gap
 */
function closing(any: Float64Array, cells: number): (distance: number) => number {
  const around = (at: number) => {
    let sum = 0;
    for (let cell = Math.max(0, Math.floor(at) - CELLS_BEHIND); cell <= at + CELLS_BEHIND; cell++)
      sum += any[cell] ?? 0;
    return sum;
  };
  if (cells + CELLS_BEHIND >= any.length) return () => 1;
  const whole = around(cells);
  return (distance) => (whole > 0 ? Math.min(4, around(cells - distance) / whole) : 1);
}

/** Ranges of so many cells that hold most beginnings, and do not overlap. */
function mostProbable(begins: Float64Array, width: number): Hit[] {
  const hits: Hit[] = [];
  let probability = 0;
  for (let end = 0; end < begins.length; end++) {
    probability += begins[end] as number;
    const cells = end - width + 1;
    if (cells < 0) continue;
    if (probability > LEAST_PROBABLE && (begins[cells] as number) > 0) hits.push({ cells, probability });
    probability -= begins[cells] as number;
  }
  hits.sort((a, b) => b.probability - a.probability);
  const chosen: Hit[] = [];
  for (const hit of hits) {
    if (chosen.length === MOST_GUESSES) break;
    if (chosen.every(({ cells }) => Math.abs(cells - hit.cells) >= width)) chosen.push(hit);
  }
  return chosen;
}
