import { GraphField } from '../onnx-fields.ts';
import { fieldHead, findTensorHead } from './tensor-head.ts';

/** A range of a file, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Bytes of a file, and where they begin in it. */
export interface Piece {
  readonly start: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Fields of a graph that are known to follow each other. */
interface Chain {
  readonly start: number;
  /** Where the field after the last known one begins. */
  front: number;
  /** What is read at the front: more where small fields follow small fields. */
  readBytes: number;
}

/** What lies between two chains. */
export interface Gap {
  readonly from: number;
  /** Where the next chain begins; null where none is known. */
  readonly until: number | null;
}

const FIRST_READ_BYTES = 12 * 1024;
const LARGEST_READ_BYTES = 512 * 1024;
/** Longer initialisers are stepped over when the file is read; of shorter ones, and of other fields, all is needed. */
const STEPPED_OVER_BYTES = 4 * 1024;

/** Of more than this only what follows a weight's beginning is kept. */
const KEPT_BYTES = 64 * 1024;
/** Dimensions, type and name of a weight, before its numbers. */
const HEAD_BYTES = 256;
/** Writers that keep fp32 in a field of its own put the name behind it. */
const BEHIND_BYTES = 128;

/**
 * What was read of a file, and which fields of its graph begin where in it. A weight tells only where the next one begins. But a
 * weight that was hit upon by a guess, further on, tells that as well: from there on a second chain of fields goes on beside the
 * first, in the same round trips, until it comes to where another one began.
 *
 * It only says what to read: a chain that began at something else than a field costs requests and changes nothing.
 */
export class Chains {
  readonly #size: number;
  readonly #onWeight: (fieldBytes: number) => void;
  #pieces: Piece[] = [];
  /** By their places. */
  #chains: Chain[] = [];

  /** @param onWeight is told of each weight that a chain steps over */
  constructor(size: number, onWeight: (fieldBytes: number) => void) {
    this.#size = size;
    this.#onWeight = onWeight;
  }

  /** The piece with `count` bytes from `start` on; null if none was read. */
  pieceWith(start: number, count: number): Piece | null {
    return this.#pieces.find((one) => start >= one.start && start + count <= one.start + one.bytes.byteLength) ?? null;
  }

  add(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      const at = findTensorHead(piece.bytes);
      const end = piece.start + piece.bytes.byteLength;
      const isFollowed = this.#chains.some(({ front }) => front >= piece.start && front < end);
      if (isFollowed || piece.bytes.byteLength <= KEPT_BYTES) this.#pieces.push(piece);
      else if (at !== null) this.#pieces.push({ start: piece.start + at, bytes: piece.bytes.slice(at) });
      if (at !== null) this.#begin(piece.start + at);
    }
    for (const chain of this.#chains) this.#follow(chain);
    // What another chain has come to, or through, is part of it.
    let front = 0;
    this.#chains = this.#chains.filter((chain) => {
      const isNew = chain.start >= front && chain.front > chain.start;
      front = Math.max(front, chain.front);
      return isNew;
    });
  }

  /** Forgets what lies before the place to which the file has been read. */
  passed(position: number): void {
    this.#pieces = this.#pieces.filter(({ start, bytes }) => start + bytes.byteLength > position);
    this.#chains = this.#chains.filter(({ front }) => front > position);
  }

  /** Ranges at which the chains go on. */
  fronts(): (ByteRange & { readonly place: number })[] {
    return this.#chains
      .filter(({ front }) => front < this.#size)
      .map(({ front, readBytes }) => ({ place: front, start: front - BEHIND_BYTES, end: front + readBytes }));
  }

  /** What lies between the chains, from `position` on. */
  gaps(position: number): Gap[] {
    const gaps: Gap[] = [];
    let from = position;
    for (const { start, front } of this.#chains) {
      if (start > from) gaps.push({ from, until: start });
      from = Math.max(from, front);
    }
    return from < this.#size ? [...gaps, { from, until: null }] : gaps;
  }

  #begin(start: number): void {
    if (this.#chains.some((chain) => start >= chain.start && start <= chain.front)) return;
    const chain = { start, front: start, readBytes: FIRST_READ_BYTES };
    this.#chains = [...this.#chains, chain].sort((a, b) => a.start - b.start);
  }

  /** Goes on over all fields that were read. */
  #follow(chain: Chain): void {
    for (;;) {
      const next = this.#chains.find(({ start, front }) => start === chain.front && front > start);
      if (next) {
        Object.assign(chain, { front: next.front, readBytes: next.readBytes });
        continue;
      }
      const pieces = this.#pieces.filter(({ start, bytes }) => holds(start, bytes.byteLength, chain.front));
      // Only where all that was read was stepped through, small fields follow each other.
      if (pieces.length === 0) chain.readBytes = FIRST_READ_BYTES;
      const end = pieces.map((piece) => this.#step(piece, chain)).find((one) => one !== null);
      if (end === undefined) return;
      chain.front = end;
    }
  }

  /** The end of the field at a chain's front; null where the piece has too little of it. */
  #step({ start, bytes }: Piece, chain: Chain): number | null {
    const head = fieldHead(bytes, chain.front - start);
    const end = head ? start + head.valueEnd : 0;
    const isWeight = head?.field === GraphField.initialiser;
    const isSteppedOver = isWeight && head.valueEnd - head.valueStart > STEPPED_OVER_BYTES;
    const needed = isSteppedOver ? start + head.valueStart + HEAD_BYTES : end;
    if (!head || needed > start + bytes.byteLength) {
      chain.readBytes = Math.min(4 * chain.readBytes, LARGEST_READ_BYTES);
      return null;
    }
    if (isWeight) this.#onWeight(end - chain.front);
    return end;
  }
}

const holds = (start: number, count: number, position: number) => position >= start && position < start + count;
