import { encode } from 'fast-png';
import type { Rgb } from '../../prompt/types.ts';

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
  const data = new Uint8Array(3 * mask.length);
  for (const [i, value] of mask.entries()) {
    const color = colors.get(value);
    if (!color) throw new Error(`No colour for the mask value ${value}.`);
    data.set(color, 3 * i);
  }
  return encode({ width, height, data, depth: 8, channels: 3 }, { zlib: { level: 9 } }) as Uint8Array<ArrayBuffer>;
}
