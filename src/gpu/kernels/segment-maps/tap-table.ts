import { bicubicTaps } from '../../../core/attention/bicubic.ts';
import { bilinearTaps } from '../../../core/segmentation/bilinear.ts';
import { roundUp } from '../../simd/simd-module.ts';

/** Rows of the picture are padded to a multiple of so many pixels, which the module makes into bytes at once. */
export const ROW_PIXELS = 16;
/** Pixels that share a vector. */
const LANES = 4;

/** Taps along a row as the module reads them: of every four pixels and each of their taps, four offsets and four weights. */
export interface TapTable {
  /** Of every pixel: 2 or 4. */
  readonly taps: number;
  /** `[padded width / 4, taps, 2, 4]`: i32 byte offsets into a row of fp32 values, and the bits of fp32 weights. */
  readonly words: Int32Array;
}

/** Taps of bicubic resizing from `columns` to `width` values. */
export const bicubicTable = keepingNewest((columns, width) => {
  const { indices, weights } = bicubicTaps(columns, width);
  return tapTable(width, 4, (x, tap) => [indices[4 * x + tap] as number, weights[4 * x + tap] as number]);
});

/** Taps of bilinear resizing from `columns` to `width` values. */
export const bilinearTable = keepingNewest((columns, width) => {
  const { lower, upper, fractions } = bilinearTaps(columns, width);
  return tapTable(width, 2, (x, tap) =>
    tap === 0 ? [lower[x] as number, 1 - (fractions[x] as number)] : [upper[x] as number, fractions[x] as number],
  );
});

/** A slider asks for the same table with every move. */
function keepingNewest(
  make: (columns: number, width: number) => TapTable,
): (columns: number, width: number) => TapTable {
  let newest: { readonly columns: number; readonly width: number; readonly table: TapTable } | null = null;
  return (columns, width) => {
    if (newest?.columns !== columns || newest.width !== width) newest = { columns, width, table: make(columns, width) };
    return newest.table;
  };
}

/** Pixels past the width weigh nothing. */
function tapTable(width: number, taps: number, tapOf: (x: number, tap: number) => readonly [number, number]): TapTable {
  const quads = roundUp(width, ROW_PIXELS) / LANES;
  const words = new Int32Array(quads * taps * 2 * LANES);
  const weights = new Float32Array(words.buffer);
  for (let x = 0; x < width; x++) {
    for (let tap = 0; tap < taps; tap++) {
      const at = (Math.floor(x / LANES) * taps + tap) * 2 * LANES + (x % LANES);
      const [index, weight] = tapOf(x, tap);
      words[at] = 4 * index;
      weights[at + LANES] = weight;
    }
  }
  return { taps, words };
}
