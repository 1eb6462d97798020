import { deflateSync, inflateSync } from 'fflate';

/** The fastest: run lengths in JSON shrink to half. */
const LEVEL = 1;

/** A UTF-8 text that is kept until its file is written, deflated: thousands of them are in memory at a time. */
export class PackedText {
  readonly #deflated: Uint8Array;

  constructor(text: string) {
    this.#deflated = deflateSync(new TextEncoder().encode(text), { level: LEVEL });
  }

  bytes(): Uint8Array {
    return inflateSync(this.#deflated);
  }
}
