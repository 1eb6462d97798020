import { MAX_TAU, type PowerStack } from '../../core/attention/types.ts';

/** Steps between the lowest and the highest value of a map: thresholds and comparisons of classes need no more than these. */
const STEPS = 2 ** 14 - 1;
const POWERS = MAX_TAU + 1;

/** A power stack of C columns at side S, made small. */
export interface QuantisedStack {
  /** fp32 `[C, MAX_TAU + 1, 2]`: lowest value and step of each map. */
  readonly scales: Float32Array<ArrayBuffer>;
  /**
   * u8 `[2, C, MAX_TAU + 1, S, S]`: low bytes of all residuals, then high bytes, which are nearly all 0. A residual is what a
   * map's quantised value differs by from what its neighbours and the power before foretell, zigzag-coded.
   */
  readonly residuals: Uint8Array<ArrayBuffer>;
}

/**
 * Maps of one column change little from power to power and from pixel to pixel, so each is stored in fourteen bits, as the difference
 * from the power before, and that as the difference from the median edge detector's guess (LOCO-I, Weinberger, Seroussi and
 * Sapiro 2000). Deflate then finds little to keep.
 *
 * @param columns C
 */
export function quantiseStack({ selfSide: side, data }: PowerStack, columns: number): QuantisedStack {
  const tokens = side * side;
  const scales = new Float32Array(columns * POWERS * 2);
  const residuals = new Uint8Array(2 * columns * POWERS * tokens);
  const highBytes = columns * POWERS * tokens;
  let before = new Int32Array(tokens);
  let levels = new Int32Array(tokens);
  const change = new Int32Array(tokens);
  for (let column = 0; column < columns; column++) {
    before.fill(0);
    for (let power = 0; power < POWERS; power++) {
      const map = column * POWERS + power;
      const first = power * tokens * columns + column;
      const [lowest, step] = scaleOf(data, first, columns, tokens);
      scales.set([lowest, step], 2 * map);
      for (let n = 0; n < tokens; n++) {
        const level = step === 0 ? 0 : Math.round(((data[first + n * columns] as number) - lowest) / step);
        levels[n] = level;
        change[n] = level - (before[n] as number);
      }
      for (let n = 0; n < tokens; n++) {
        const residual = (change[n] as number) - guess(change, n, side);
        const coded = (residual << 1) ^ (residual >> 31);
        residuals[map * tokens + n] = coded & 255;
        residuals[highBytes + map * tokens + n] = coded >> 8;
      }
      [before, levels] = [levels, before];
    }
  }
  return { scales, residuals };
}

/** Undoes `quantiseStack` but for the rounding: fp32 `[MAX_TAU + 1, S², C]`. */
export function restoreStack({ scales, residuals }: QuantisedStack, side: number, columns: number): Float32Array {
  const tokens = side * side;
  const data = new Float32Array(POWERS * tokens * columns);
  const highBytes = columns * POWERS * tokens;
  const levels = new Int32Array(tokens);
  const change = new Int32Array(tokens);
  for (let column = 0; column < columns; column++) {
    levels.fill(0);
    for (let power = 0; power < POWERS; power++) {
      const map = column * POWERS + power;
      const first = power * tokens * columns + column;
      const lowest = scales[2 * map] as number;
      const step = scales[2 * map + 1] as number;
      for (let n = 0; n < tokens; n++) {
        const coded =
          (residuals[map * tokens + n] as number) | ((residuals[highBytes + map * tokens + n] as number) << 8);
        const residual = (coded >>> 1) ^ -(coded & 1);
        const changed = residual + guess(change, n, side);
        change[n] = changed;
        const level = (levels[n] as number) + changed;
        levels[n] = level;
        data[first + n * columns] = lowest + level * step;
      }
    }
  }
  return data;
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
function guess(values: Int32Array, n: number, side: number): number {
  const isFirstColumn = n % side === 0;
  const left = isFirstColumn ? 0 : (values[n - 1] as number);
  const up = n < side ? 0 : (values[n - side] as number);
  const corner = isFirstColumn || n < side ? 0 : (values[n - side - 1] as number);
  if (corner >= Math.max(left, up)) return Math.min(left, up);
  if (corner <= Math.min(left, up)) return Math.max(left, up);
  return left + up - corner;
}
