import { deflatedPng } from './deflated-png.ts';

/**
 * Writes a mask as an 8-bit grey PNG (colour type 0): every reader, those that expand palettes to colours included, gets the mask
 * value by value. The same mask always gives the same bytes.
 *
 * @param mask u8 `[height,width]`, row-major
 * @throws Error if `mask` does not have width·height values
 */
export function encodeGreyPng(mask: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  if (mask.length !== width * height) {
    throw new Error(`A mask of ${width}×${height} has ${width * height} values, this one has ${mask.length}.`);
  }
  return deflatedPng(mask, width, height, 1);
}
