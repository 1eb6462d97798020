const FIRST_BYTES = 4096;

/** Bytes and bits of a JPEG file, highest bit first. */
export class BitWriter {
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  /** Whole bytes, as they are: markers and headers. */
  bytes(...values: number[]): void {
    for (const value of values) this.#push(value);
  }

  /** Big-endian, as all numbers in JPEG headers. */
  word(value: number): void {
    this.bytes(value >> 8, value & 255);
  }

  /** The `count` ≤ 16 low bits of `value`, of entropy-coded data: a byte 255 gets a 0 after it (T.81, F.1.2.3). */
  bits(value: number, count: number): void {
    this.#pending = (this.#pending << count) | (value & ((1 << count) - 1));
    this.#pendingBits += count;
    while (this.#pendingBits >= 8) {
      this.#pendingBits -= 8;
      const byte = (this.#pending >> this.#pendingBits) & 255;
      this.#push(byte);
      if (byte === 255) this.#push(0);
    }
    this.#pending &= (1 << this.#pendingBits) - 1;
  }

  /** Ends entropy-coded data: the last byte is filled with ones. */
  flush(): void {
    if (this.#pendingBits > 0) this.bits(127, 8 - this.#pendingBits);
  }

  /** All that was written, as a copy. */
  result(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(2 * this.#length);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#length++] = byte;
  }
}
