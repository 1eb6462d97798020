import { MAX_TAU, type PowerStack } from '../../core/attention/types.ts';
import { gridOf, type MapSide, tokensOf } from '../../core/grid-size.ts';

/** Steps between the lowest and the highest value of a map: thresholds and comparisons of classes need no more than these. */
const STEPS = 2 ** 14 - 1;
const POWERS = MAX_TAU + 1;
/** Of each map's lowest value and step, fp32. */
const SCALE_BYTES = POWERS * 2 * 4;

/**
 * One column of a power stack of H×W tokens as bytes: fp32 `[MAX_TAU + 1, 2]`, lowest value and step of each map; then u8
 * `[2, MAX_TAU + 1, H, W]`, the low bytes of all residuals, then the high ones, which are nearly all 0.
 *
 * Maps change little from power to power and from pixel to pixel, so each is stored in fourteen bits, as the difference from the
 * power before, and that as the difference (zigzag-coded) from the median edge detector's guess (LOCO-I, Weinberger,
 * Seroussi and Sapiro 2000). Deflate then finds little to keep.
 *
 * @param columns of the stack
 */
export function quantiseColumn(
  { selfSide, data }: PowerStack,
  column: number,
  columns: number,
): Uint8Array<ArrayBuffer> {
  const { width } = gridOf(selfSide);
  const tokens = tokensOf(selfSide);
  const bytes = new Uint8Array(columnBytes(selfSide));
  const scales = new Float32Array(bytes.buffer, 0, 2 * POWERS);
  const low = bytes.subarray(SCALE_BYTES);
  const high = low.subarray(POWERS * tokens);
  const levels = new Int32Array(tokens);
  const change = new Int32Array(tokens);
  for (let power = 0; power < POWERS; power++) {
    const first = power * tokens * columns + column;
    const [lowest, step] = scaleOf(data, first, columns, tokens);
    scales.set([lowest, step], 2 * power);
    for (let n = 0; n < tokens; n++) {
      // The smallest steps of all are rounded so much that the count goes past its end.
      const level =
        step === 0 ? 0 : Math.min(STEPS, Math.round(((data[first + n * columns] as number) - lowest) / step));
      change[n] = level - (levels[n] as number);
      levels[n] = level;
    }
    for (let n = 0, at = power * tokens; n < tokens; n++, at++) {
      const residual = (change[n] as number) - guess(change, n, width);
      const coded = (residual << 1) ^ (residual >> 31);
      low[at] = coded & 255;
      high[at] = coded >> 8;
    }
  }
  return bytes;
}

/** Bytes of a column at a side. */
export const columnBytes = (side: MapSide): number => SCALE_BYTES + 2 * POWERS * tokensOf(side);

/**
 * Undoes `quantiseColumn` but for the rounding.
 * @param data fp32 `[MAX_TAU + 1, N, columns]`, in which `column` is written
 * @returns false for bytes that are no column of this side
 */
export function restoreColumn(
  bytes: Uint8Array<ArrayBuffer>,
  side: MapSide,
  column: number,
  columns: number,
  data: Float32Array,
): boolean {
  const { width } = gridOf(side);
  const tokens = tokensOf(side);
  if (bytes.length !== columnBytes(side)) return false;
  const scales = new Float32Array(bytes.buffer, bytes.byteOffset, 2 * POWERS);
  const low = bytes.subarray(SCALE_BYTES);
  const high = low.subarray(POWERS * tokens);
  const levels = new Int32Array(tokens);
  const change = new Int32Array(tokens);
  for (let power = 0; power < POWERS; power++) {
    const lowest = scales[2 * power] as number;
    const step = scales[2 * power + 1] as number;
    const first = power * tokens * columns + column;
    for (let n = 0, at = power * tokens; n < tokens; n++, at++) {
      const coded = (low[at] as number) | ((high[at] as number) << 8);
      const changed = ((coded >>> 1) ^ -(coded & 1)) + guess(change, n, width);
      change[n] = changed;
      const level = (levels[n] as number) + changed;
      levels[n] = level;
      data[first + n * columns] = lowest + level * step;
    }
  }
  return true;
}

/** Lowest value and step, rounded to fp32 as they are stored. */
function scaleOf(data: Float32Array, first: number, stride: number, count: number): [lowest: number, step: number] {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let n = 0, at = first; n < count; n++, at += stride) {
    const value = data[at] as number;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return [lowest, Math.fround((highest - lowest) / STEPS)];
}

/** From the values to the left, above and between: the smaller or larger of two at an edge, else their plane. */
function guess(values: Int32Array, n: number, width: number): number {
  const isFirstColumn = n % width === 0;
  const left = isFirstColumn ? 0 : (values[n - 1] as number);
  const up = n < width ? 0 : (values[n - width] as number);
  const corner = isFirstColumn || n < width ? 0 : (values[n - width - 1] as number);
  if (corner >= Math.max(left, up)) return Math.min(left, up);
  if (corner <= Math.min(left, up)) return Math.max(left, up);
  return left + up - corner;
}
