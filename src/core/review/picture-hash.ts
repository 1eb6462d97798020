/** Cells a side; neighbours are compared, so 8×8 comparisons a direction. */
const CELLS = 9;
/** In levels of 255. What differs by less is flat: there noise would decide. */
const FLAT = 1;
/** Of four bits each. */
const DIGITS = 32;

/**
 * A picture's difference hash: brightness (Rec. 601) averaged over 9×9 cells, then one bit a comparison of a cell with its
 * neighbour to the right, and with the one below: 128 bits. It stays nearly the same when a picture is scaled, recompressed or
 * slightly redrawn. Method: Neal Krawetz, "Kind of Like That" (2013); both directions as in Ben Hoyt's dhash.
 *
 * @param picture u8 `[H,W,4]`; alpha is left out. A picture under 9 pixels a side has cells that share pixels.
 * @returns 32 hexadecimal digits
 */
export function pictureHash(picture: {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray;
}): string {
  const cells = brightness(picture);
  const at = (row: number, column: number) => cells[row * CELLS + column] ?? 0;
  let hash = '';
  let digit = 0;
  let bits = 0;
  for (const [down, right] of [
    [0, 1],
    [1, 0],
  ] as const) {
    for (let row = 0; row < CELLS - 1; row++) {
      for (let column = 0; column < CELLS - 1; column++) {
        const rises = at(row + down, column + right) - at(row, column) > FLAT;
        digit = digit * 2 + (rises ? 1 : 0);
        if (++bits % 4 > 0) continue;
        hash += digit.toString(16);
        digit = 0;
      }
    }
  }
  return hash;
}

/** fp64 `[9,9]`: mean brightness of each cell, 0 … 255. */
function brightness({ width, height, rgba }: Parameters<typeof pictureHash>[0]): Float64Array {
  const cells = new Float64Array(CELLS * CELLS);
  const edge = (cell: number, side: number) => Math.floor((cell * side) / CELLS);
  for (let row = 0; row < CELLS; row++) {
    const top = edge(row, height);
    const bottom = Math.max(edge(row + 1, height), top + 1);
    for (let column = 0; column < CELLS; column++) {
      const left = edge(column, width);
      const right = Math.max(edge(column + 1, width), left + 1);
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const p = 4 * (y * width + x);
          sum += 0.299 * (rgba[p] as number) + 0.587 * (rgba[p + 1] as number) + 0.114 * (rgba[p + 2] as number);
        }
      }
      cells[row * CELLS + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return cells;
}

/** Whether a stored text is a hash of this kind. */
export function isPictureHash(text: string): boolean {
  return text.length === DIGITS && /^[0-9a-f]+$/.test(text);
}
