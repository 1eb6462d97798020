import type { Region } from './types.ts';

/** Area and box of all pixels of one value; null where there is none. `mask` is `[height,width]`, row-major. */
export function measureValue(
  mask: Uint8Array,
  width: number,
  height: number,
  value: number,
): Pick<Region, 'areaPixels' | 'box'> | null {
  let [areaPixels, left, right, top, bottom] = [0, width, -1, height, -1];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (mask[i] !== value) continue;
      areaPixels++;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  if (areaPixels === 0) return null;
  return { areaPixels, box: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 } };
}
