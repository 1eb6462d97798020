import { deflatedPng } from '../../png/deflated-png.ts';

/**
 * An 8-bit RGB PNG with the number of each pixel's segment as R + 256·G + 65536·B (`rgb2id` of panopticapi).
 * @param segments `[height,width]`, row-major, 0 … 2²⁴ − 1
 */
export function encodePanopticPng(segments: ArrayLike<number>, width: number, height: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    const segment = segments[i] as number;
    data[3 * i] = segment & 255;
    data[3 * i + 1] = (segment >> 8) & 255;
    data[3 * i + 2] = segment >> 16;
  }
  return deflatedPng(data, width, height, 3);
}
