import { AnyOrder } from './any-order.ts';
import { type ByteRange, Chains, type Piece } from './chains.ts';
import type { Guess } from './guess.ts';
import { NextInOrder } from './next-in-order.ts';
import { Soundings } from './soundings.ts';
import { usualOrders } from './usual-weights.ts';

/** Fields and name of a weight, until some were seen. */
const HEAD_BYTES = 80;
/** Of a file without order so many times more is guessed at once: each guess is less probable. */
const MORE_WITHOUT_ORDER = 6;
/** Weights that speak for or against an order, before what was known of it is forgotten. */
const MEMORY = 0.9;
const MOST_EVIDENCE = 6;
/** Less probable than this an order is not expected any more. */
const SURELY_NONE = 0.01;
/** Behind the weights stand the graph's inputs and outputs, and small weights before them. */
const TAIL_BYTES = 12 * 1024;

/** Smaller ones stand also where no others follow: constants among a graph's nodes. */
const LARGE_BYTES = 4 * 1024;

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

interface GuessFacts {
  /** Where the file is read. */
  readonly from: number;
  /** Where the last known weight ends. */
  readonly position: number;
  /** How probable it is that weights follow in an order. */
  readonly order: number;
  readonly most: number;
  readonly isRead: (place: number) => boolean;
}

/**
 * What else of a file to read when something of it is read. Each weight tells only where the one after it lies, so a distant server
 * would be asked hundreds of times in turn; weights of UNets repeat themselves, and a guess that is wrong costs a few kilobytes.
 */
export class ReadAhead {
  readonly #usual = usualOrders();
  readonly #inOrder = new NextInOrder(this.#usual);
  readonly #anyOrder = new AnyOrder(this.#usual[0] ?? []);
  readonly #chains: Chains;
  readonly #soundings: Soundings;
  readonly #size: number;
  #elementBytes = 2;
  #headBytes = HEAD_BYTES;
  #position: number | null = null;
  /** Logarithm of how much more probable the weights so far are in an order than in none. */
  #evidence = 2;

  /** @param size of the file, in bytes */
  constructor(size: number) {
    this.#size = size;
    this.#soundings = new Soundings(size);
    this.#chains = new Chains(size, (fieldBytes) => this.#anyOrder.note(fieldBytes));
  }

  /** Notes a weight whose fields were read. */
  note({ elements, weightBytes, fieldBytes, end }: PassedWeight): void {
    if (elements !== null && elements > 0) this.#elementBytes = weightBytes / elements;
    const size = elements ?? weightBytes / this.#elementBytes;
    const isLarge = fieldBytes > LARGE_BYTES;
    if (isLarge)
      this.#weigh(this.#inOrder.probability(size), this.#anyOrder.probability(fieldBytes, this.#elementBytes));
    this.#inOrder.note(size);
    this.#headBytes += (fieldBytes - weightBytes - this.#headBytes) / 8;
    if (isLarge || this.#position !== null) this.#position = end;
  }

  /** @param ordered how probable the last weight was by the order of those before; `unordered`: by all of them */
  #weigh(ordered: number, unordered: number): void {
    const evidence = MEMORY * this.#evidence + Math.log((ordered + 1e-3) / (unordered + 1e-3));
    this.#evidence = Math.max(-MOST_EVIDENCE, Math.min(MOST_EVIDENCE, evidence));
  }

  /** Keeps what was read. */
  add(pieces: readonly Piece[]): void {
    this.#chains.add(pieces);
  }

  /** The piece with `count` bytes from `start` on; null if none was read. */
  pieceWith(start: number, count: number): Piece | null {
    return this.#chains.pieceWith(start, count);
  }

  /**
   * Ranges to read together with `wanted`, the most probable ones; none where no weight was seen yet.
   * @param parallel reads that wait as cheaply as one
   */
  ranges(wanted: ByteRange, parallel: number): readonly ByteRange[] {
    const position = this.#position;
    if (position === null) return [];
    this.#chains.passed(wanted.start);
    const order = 1 / (1 + Math.exp(-this.#evidence));
    const most = order > 0.5 ? parallel : parallel * MORE_WITHOUT_ORDER;
    const chosen: ByteRange[] = [wanted];
    const isChosen = (place: number) => chosen.some((range) => covers(range, place));
    const isRead = (place: number) => isChosen(place) || this.#chains.pieceWith(place, 1) !== null;
    const take = (range: ByteRange, place: number) => {
      if (chosen.length < most && !isChosen(place)) chosen.push(range);
    };
    for (const front of this.#chains.fronts()) take(front, front.place);
    if (order < SURELY_NONE) {
      for (const sounding of this.#soundings.next(this.#chains.gaps(wanted.start))) take(sounding, sounding.start);
    }
    const tail = Math.max(0, this.#size - TAIL_BYTES);
    if (!isRead(this.#size - 1)) take({ start: tail, end: this.#size }, tail);
    const guesses = this.#guesses({ from: wanted.start, position, order, most, isRead });
    for (const { start, end, place } of guesses) take({ start, end }, place);
    return chosen.slice(1);
  }

  /** The most probable ones first. */
  #guesses({ from, position, order, most, isRead }: GuessFacts): Guess[] {
    const guesses: Guess[] = [];
    const weightBytes = (elements: number) => this.#headBytes + elements * this.#elementBytes;
    const isKnown = (place: number) => isRead(place) || guesses.some((guess) => covers(guess, place));
    for (const guess of this.#inOrder.guesses(position, weightBytes, isKnown)) {
      if (guesses.length === most) break;
      guesses.push({ ...guess, probability: guess.probability * order });
    }
    if (order < 0.5) {
      const anywhere = this.#anyOrder.guesses(this.#chains.gaps(from), this.#size, this.#elementBytes);
      for (const guess of anywhere) {
        if (!isRead(guess.place)) guesses.push({ ...guess, probability: guess.probability * (1 - order) });
      }
    }
    return guesses.sort((a, b) => b.probability - a.probability);
  }
}

/** With room for the fields of one weight. */
function covers({ start, end }: ByteRange, place: number): boolean {
  return place >= start && place + 2 * HEAD_BYTES <= end;
}
