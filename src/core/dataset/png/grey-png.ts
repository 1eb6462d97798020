import { encode } from 'fast-png';

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
  // Its type may be shared memory, which the encoder never makes.
  return encode(
    { width, height, data: mask, depth: 8, channels: 1 },
    { zlib: { level: 9 } },
  ) as Uint8Array<ArrayBuffer>;
}
