import { encode } from 'fast-png';

/**
 * Level 9 takes two to three times as long, since each pixel of a plain area begins a chain of the same bytes, and saves a tenth of such a mask at 128², a quarter at 512²:
 * a hundred bytes of some ten thousand a pair, or one or two thousand of a hundred thousand.
 */
const LEVEL = 6;

/** A PNG of 8 bits a channel, grey or RGB, without filters, which make masks longer. The same values always give the same bytes. */
export function deflatedPng(data: Uint8Array, width: number, height: number, channels: 1 | 3): Uint8Array<ArrayBuffer> {
  // Its type may be shared memory, which the encoder never makes.
  return encode({ width, height, data, depth: 8, channels }, { zlib: { level: LEVEL } }) as Uint8Array<ArrayBuffer>;
}
