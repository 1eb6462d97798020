/**
 * Smooths the outline of one value's regions by the majority in a square window: a pixel gets the value where more than half of the window
 * has it, and loses it, to the most frequent other one, where less than half has. Straight edges stay, specks and notches go.
 *
 * @param mask u8 `[H,W]`
 * @param value the mask value whose outline is meant
 * @param radius of the window, `2·radius + 1` pixels wide; cut off at the picture's border
 * @returns a fresh mask
 */
export function smoothOutline(
  mask: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  value: number,
  radius: number,
): Uint8Array<ArrayBuffer> {
  const sums = summedArea(mask, width, height, value);
  const smooth = Uint8Array.from(mask);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius);
    const bottom = Math.min(height, y + radius + 1);
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - radius);
      const right = Math.min(width, x + radius + 1);
      const sumAt = (row: number, column: number) => sums[row * (width + 1) + column] as number;
      const own = sumAt(bottom, right) - sumAt(top, right) - sumAt(bottom, left) + sumAt(top, left);
      const half = ((bottom - top) * (right - left)) / 2;
      const index = y * width + x;
      if (own > half) smooth[index] = value;
      else if (own < half && mask[index] === value) {
        smooth[index] = mostFrequentOther(mask, width, value, { left, right, top, bottom });
      }
    }
  }
  return smooth;
}

/** Pixels of the value above and left of each corner, `[H + 1, W + 1]`: four of them give the count in any rectangle. */
function summedArea(mask: Uint8Array, width: number, height: number, value: number): Uint32Array {
  const stride = width + 1;
  const sums = new Uint32Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let inRow = 0;
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] === value) inRow++;
      sums[(y + 1) * stride + x + 1] = (sums[y * stride + x + 1] as number) + inRow;
    }
  }
  return sums;
}

interface Window {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Of equally frequent values the lowest. */
function mostFrequentOther(mask: Uint8Array, width: number, value: number, window: Window): number {
  const counts = new Uint32Array(256);
  for (let y = window.top; y < window.bottom; y++) {
    for (let x = window.left; x < window.right; x++) {
      const id = mask[y * width + x] as number;
      counts[id] = (counts[id] as number) + 1;
    }
  }
  counts[value] = 0;
  return counts.indexOf(Math.max(...counts));
}
