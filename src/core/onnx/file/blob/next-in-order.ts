import type { Guess } from './guess.ts';
import { SizeGuess } from './size-guess.ts';

/** A guess less probable than this is not worth a request. */
const LEAST_PROBABLE = 0.003;
/** What a guessed read brings: the fields before a weight's numbers, and small weights between two large ones. */
const GUESSED_BYTES = 12 * 1024;
/** A name may be longer or shorter than those before: for each weight on the way, so much is read beside its place. */
const SLACK_BYTES = 24;
const MOST_SLACK_BYTES = 2 * 1024;

/** Sizes from the last known weight on. */
interface Path {
  readonly probability: number;
  readonly sizes: readonly number[];
  readonly position: number;
}

/** Guesses where the weights after the last known one begin, in a file that has them in an order like those known. */
export class NextInOrder {
  readonly #sizes: SizeGuess;
  readonly #seen: number[] = [];

  /** @param usual elements of each weight of usual files, in their orders */
  constructor(usual: readonly (readonly number[])[]) {
    this.#sizes = new SizeGuess(usual);
  }

  /** Notes the next weight. */
  note(elements: number): void {
    this.#sizes.learn(this.#seen, elements);
    this.#seen.push(elements);
  }

  /** How probable a next weight of so many elements is. */
  probability(elements: number): number {
    return this.#sizes.next(this.#seen).get(elements) ?? 0;
  }

  /**
   * The most probable ones first, each where nothing is read already.
   * @param position where the last known weight ends
   * @param weightBytes bytes of a whole weight of so many elements
   * @param isRead whether a weight that begins at the place is in what is read or will be
   */
  *guesses(
    position: number,
    weightBytes: (elements: number) => number,
    isRead: (place: number) => boolean,
  ): Generator<Guess> {
    const open: Path[] = [{ probability: 1, sizes: [], position }];
    for (let best = takeBest(open); best; best = takeBest(open)) {
      const { sizes, position: place, probability } = best;
      if (!isRead(place)) {
        const slack = Math.min(sizes.length * SLACK_BYTES, MOST_SLACK_BYTES);
        yield { probability, place, start: place - slack, end: place + GUESSED_BYTES };
      }
      for (const [elements, part] of this.#sizes.next([...this.#seen, ...sizes])) {
        if (probability * part < LEAST_PROBABLE) continue;
        const next = Math.round(place + weightBytes(elements));
        open.push({ probability: probability * part, sizes: [...sizes, elements], position: next });
      }
    }
  }
}

function takeBest(open: Path[]): Path | undefined {
  let best = 0;
  for (const [index, { probability }] of open.entries()) {
    if (probability > (open[best]?.probability ?? 0)) best = index;
  }
  return open.splice(best, 1)[0];
}
