import { SizeGuess } from './size-guess.ts';
import { usualOrders } from './usual-weights.ts';

/** A guess less probable than this is not worth a request. */
const LEAST_PROBABLE = 0.003;
/** What a guessed read brings: the fields before a weight's numbers, and small weights between two large ones. */
const GUESSED_BYTES = 12 * 1024;
/** A name may be longer or shorter than those before: for each weight on the way, so much is read beside its place. */
const SLACK_BYTES = 24;
const MOST_SLACK_BYTES = 2 * 1024;
/** Fields and name of a weight, until some were seen. */
const HEAD_BYTES = 80;

/** A range of a file, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A weight that lies in the file. */
export interface PassedWeight {
  /** Null: as many as its bytes hold of numbers as long as those before. */
  readonly elements: number | null;
  /** Of its numbers alone. */
  readonly weightBytes: number;
  /** Of its whole field. */
  readonly fieldBytes: number;
  /** Where the field ends, in bytes from the beginning of the file. */
  readonly end: number;
}

interface Guess {
  readonly probability: number;
  /** Sizes from the last known weight on. */
  readonly path: readonly number[];
  readonly position: number;
}

/**
 * Where a file's next weights may begin. Each weight tells only where the one after it lies, so a distant server would be asked
 * hundreds of times in turn; weights of UNets repeat themselves, and a guess that is wrong costs a few kilobytes.
 */
export class ReadAhead {
  readonly #sizes = new SizeGuess(usualOrders());
  readonly #seen: number[] = [];
  #elementBytes = 2;
  #headBytes = HEAD_BYTES;
  #position: number | null = null;

  /** Notes a weight whose fields were read. */
  note({ elements, weightBytes, fieldBytes, end }: PassedWeight): void {
    if (elements !== null && elements > 0) this.#elementBytes = weightBytes / elements;
    const size = elements ?? weightBytes / this.#elementBytes;
    this.#sizes.learn(this.#seen, size);
    this.#seen.push(size);
    this.#headBytes += (fieldBytes - weightBytes - this.#headBytes) / 8;
    this.#position = end;
  }

  /** At most `count` ranges besides the one at `from`, the most probable ones; none where no weight was seen yet. */
  ranges(from: ByteRange, count: number): readonly ByteRange[] {
    if (this.#position === null) return [];
    const chosen: ByteRange[] = [from];
    const open: Guess[] = [{ probability: 1, path: [], position: this.#position }];
    while (chosen.length <= count) {
      const best = takeBest(open);
      if (!best) break;
      const { path, position, probability } = best;
      if (!chosen.some((range) => covers(range, position))) {
        const slack = Math.min(path.length * SLACK_BYTES, MOST_SLACK_BYTES);
        chosen.push({ start: position - slack, end: position + GUESSED_BYTES });
      }
      for (const [elements, part] of this.#sizes.next([...this.#seen, ...path])) {
        if (probability * part < LEAST_PROBABLE) continue;
        const next = position + this.#headBytes + elements * this.#elementBytes;
        open.push({ probability: probability * part, path: [...path, elements], position: Math.round(next) });
      }
    }
    return chosen.slice(1);
  }
}

/** With room for the fields of one weight. */
function covers({ start, end }: ByteRange, position: number): boolean {
  return position >= start && position + 2 * HEAD_BYTES <= end;
}

function takeBest(open: Guess[]): Guess | undefined {
  let best = 0;
  for (const [index, { probability }] of open.entries()) {
    if (probability > (open[best]?.probability ?? 0)) best = index;
  }
  return open.splice(best, 1)[0];
}
