import { deflateSync, inflateSync } from 'fflate';

/** The fastest: run lengths in JSON shrink to half. */
const LEVEL = 1;

/** Deflating takes tables of a quarter of a megabyte each time; for thousands of short texts that garbage is more than is saved. */
const SHORTEST_DEFLATED_BYTES = 16384;

/** A UTF-8 text that is kept until its file is written, deflated where it is long: thousands of them are in memory at a time. */
export class PackedText {
  readonly #kept: Uint8Array;
  readonly #isDeflated: boolean;

  constructor(text: string) {
    const bytes = new TextEncoder().encode(text);
    this.#isDeflated = bytes.length >= SHORTEST_DEFLATED_BYTES;
    this.#kept = this.#isDeflated ? deflateSync(bytes, { level: LEVEL }) : bytes;
  }

  bytes(): Uint8Array {
    return this.#isDeflated ? inflateSync(this.#kept) : this.#kept;
  }
}
