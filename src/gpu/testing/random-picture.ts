import type { GuidePicture } from '../../core/segmentation/types.ts';
import { randomArray } from './random-array.ts';

/** A picture of the given size: a disc and a bar on a gradient, under a little noise. */
export function randomPicture(width: number, height: number): GuidePicture & { rgba: Uint8ClampedArray<ArrayBuffer> } {
  const noise = randomArray(3 * width * height, width + height);
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let p = 0; p < width * height; p++) {
    const x = ((p % width) + 0.5) / width;
    const y = (Math.floor(p / width) + 0.5) / height;
    const isDisc = Math.hypot(x - 0.35, y - 0.4) < 0.2;
    const isBar = Math.abs(x - 0.75) < 0.08;
    const color = isDisc ? [200, 60, 40] : isBar ? [30, 70, 160] : [90 + 80 * x, 150 + 40 * y, 110];
    for (let c = 0; c < 3; c++) rgba[4 * p + c] = (color[c] as number) + 6 * (noise[3 * p + c] as number);
  }
  return { width, height, rgba };
}
