import type { Rgb } from '../../prompt/types.ts';
import { deflatedPng } from './deflated-png.ts';

/**
 * Writes a mask as an 8-bit RGB PNG (colour type 2), each value as its colour. The same mask always gives the same bytes.
 *
 * @param mask u8 `[height,width]`, row-major
 * @param colors by mask value
 * @throws Error if `mask` does not have width·height values, or one of them has no colour
 */
export function encodeColorPng(
  mask: Uint8Array,
  width: number,
  height: number,
  colors: ReadonlyMap<number, Rgb>,
): Uint8Array<ArrayBuffer> {
  if (mask.length !== width * height) {
    throw new Error(`A mask of ${width}×${height} has ${width * height} values, this one has ${mask.length}.`);
  }
  const table = new Uint8Array(3 * 256);
  const has = new Uint8Array(256);
  for (const [value, color] of colors) {
    table.set(color, 3 * value);
    has[value] = 1;
  }
  const data = new Uint8Array(3 * mask.length);
  for (let i = 0; i < mask.length; i++) {
    const value = mask[i] as number;
    if (has[value] === 0) throw new Error(`No colour for the mask value ${value}.`);
    data[3 * i] = table[3 * value] as number;
    data[3 * i + 1] = table[3 * value + 1] as number;
    data[3 * i + 2] = table[3 * value + 2] as number;
  }
  return deflatedPng(data, width, height, 3);
}
