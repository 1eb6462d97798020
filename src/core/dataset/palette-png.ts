import { encode } from 'fast-png';
import type { Rgb } from '../prompt/types.ts';
import { VOC_PALETTE } from './palette.ts';

/**
 * Writes a mask as an 8-bit PNG of colour type 3 with a 256-entry palette, so that a reader that keeps
 * indices (PIL's mode P) gets the mask back value by value. The same mask always gives the same bytes.
 *
 * @param mask u8 `[height,width]`, row-major
 * @param palette a colour for each mask value, 0 … 255: `maskPalette` of the label set; Pascal VOC's where none is given
 * @throws Error if `mask` does not have width·height values
 */
export function encodePalettePng(
  mask: Uint8Array,
  width: number,
  height: number,
  palette: readonly Rgb[] = VOC_PALETTE,
): Uint8Array<ArrayBuffer> {
  if (mask.length !== width * height) {
    throw new Error(`A mask of ${width}×${height} has ${width * height} values, this one has ${mask.length}.`);
  }
  // fast-png writes a tRNS chunk for RGBA palettes and reorders entries in it; three channels leave it out.
  const rgb = palette.map((color) => [...color]);
  // Its type may be shared memory, which the encoder never makes.
  return encode(
    { width, height, data: mask, depth: 8, channels: 1, palette: rgb },
    { zlib: { level: 9 } },
  ) as Uint8Array<ArrayBuffer>;
}
