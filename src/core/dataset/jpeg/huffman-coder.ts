import type { BitWriter } from './bit-writer.ts';
import type { HuffmanTable } from './jpeg-tables.ts';

const END_OF_BLOCK = 0x00;
const SIXTEEN_ZEROS = 0xf0;

interface Codes {
  /** By symbol. */
  readonly code: Uint16Array;
  readonly length: Uint8Array;
}

/** T.81, annex C: codes of one length count up; a longer length begins at twice the next one. */
function codesOf({ counts, symbols }: HuffmanTable): Codes {
  const codes: Codes = { code: new Uint16Array(256), length: new Uint8Array(256) };
  let code = 0;
  let next = 0;
  counts.forEach((count, index) => {
    for (let i = 0; i < count; i++) {
      const symbol = symbols[next++] as number;
      codes.code[symbol] = code++;
      codes.length[symbol] = index + 1;
    }
    code <<= 1;
  });
  return codes;
}

/** Bits that |value| needs: 0 for 0, 1 for ±1, 2 for ±2 and ±3, … */
const sizeOf = (value: number) => 32 - Math.clz32(Math.abs(value));

/** Writes the blocks of one component (T.81, F.1.2): DC as the difference to the block before, AC as runs of zeros. */
export class HuffmanCoder {
  readonly #writer: BitWriter;
  readonly #dc: Codes;
  readonly #ac: Codes;
  #previousDc = 0;

  constructor(writer: BitWriter, dc: HuffmanTable, ac: HuffmanTable) {
    this.#writer = writer;
    this.#dc = codesOf(dc);
    this.#ac = codesOf(ac);
  }

  /** @param zigzagged i16 `[64]`: quantised coefficients in zigzag order, |DC| ≤ 1024 and |AC| ≤ 1023 */
  write(zigzagged: Int16Array): void {
    const dc = zigzagged[0] as number;
    this.#symbol(this.#dc, 0, dc - this.#previousDc);
    this.#previousDc = dc;
    let zeros = 0;
    for (let k = 1; k < 64; k++) {
      const value = zigzagged[k] as number;
      if (value === 0) {
        zeros++;
        continue;
      }
      for (; zeros > 15; zeros -= 16) this.#symbol(this.#ac, SIXTEEN_ZEROS, 0);
      this.#symbol(this.#ac, zeros << 4, value);
      zeros = 0;
    }
    if (zeros > 0) this.#symbol(this.#ac, END_OF_BLOCK, 0);
  }

  /** The code of `high` and the value's size, then the value; a negative one as the low bits of value − 1. */
  #symbol({ code, length }: Codes, high: number, value: number): void {
    const size = sizeOf(value);
    const symbol = high | size;
    this.#writer.bits(code[symbol] as number, length[symbol] as number);
    if (size > 0) this.#writer.bits(value < 0 ? value - 1 : value, size);
  }
}
