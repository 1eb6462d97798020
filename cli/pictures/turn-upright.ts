import type { GuidePicture } from '../../src/core/segmentation/types.ts';
import type { Orientation } from './exif-orientation.ts';

/** A picture as it was seen, of the pixels as a camera stored them. The same one where they are upright. */
export function turnUpright(stored: GuidePicture, orientation: Orientation): GuidePicture {
  if (orientation === 1) return stored;
  // From 5 on rows and columns change places.
  const isTurned = orientation >= 5;
  const runsLeft = [2, 3, 7, 8].includes(orientation);
  const runsUp = [3, 4, 6, 7].includes(orientation);
  const [width, height] = isTurned ? [stored.height, stored.width] : [stored.width, stored.height];
  const rgba = new Uint8ClampedArray(4 * width * height);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const column = isTurned ? y : x;
      const row = isTurned ? x : y;
      const storedX = runsLeft ? stored.width - 1 - column : column;
      const storedY = runsUp ? stored.height - 1 - row : row;
      const from = 4 * (storedY * stored.width + storedX);
      for (let c = 0; c < 4; c++) rgba[to++] = stored.rgba[from + c] as number;
    }
  }
  return { width, height, rgba };
}
