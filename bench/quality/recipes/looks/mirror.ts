import type { Picture } from '../../../../src/rpc/contract.ts';

/** The picture, left and right exchanged. */
export function mirrorPicture({ rgba, width, height }: Picture): Picture {
  const mirrored = new Uint8ClampedArray(rgba.length);
  for (let pixel = 0; pixel < width * height; pixel++) {
    mirrored.set(rgba.subarray(pixel * 4, pixel * 4 + 4), 4 * mirrorCell(pixel, width));
  }
  return { width, height, rgba: mirrored };
}

/** Rows `[side², width]` of a square grid, left and right exchanged. */
export function mirrorRows(rows: Float32Array, side: number): Float32Array {
  const width = rows.length / side ** 2;
  const mirrored = new Float32Array(rows.length);
  for (let n = 0; n < side ** 2; n++) {
    mirrored.set(rows.subarray(n * width, (n + 1) * width), mirrorCell(n, side) * width);
  }
  return mirrored;
}

/** A_S `[side², side²]` of the mirror image as that of the picture itself: both its axes are exchanged. */
export function mirrorSelf(self: Float32Array, side: number): Float32Array {
  const tokens = side ** 2;
  const mirrored = new Float32Array(self.length);
  for (let n = 0; n < tokens; n++) {
    const row = mirrorCell(n, side) * tokens;
    for (let m = 0; m < tokens; m++) mirrored[row + mirrorCell(m, side)] = self[n * tokens + m] as number;
  }
  return mirrored;
}

/** Where a cell of a grid `width` wide lands. */
function mirrorCell(cell: number, width: number): number {
  const x = cell % width;
  return cell - x + (width - 1 - x);
}
