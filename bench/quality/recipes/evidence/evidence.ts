import { resizeMap } from '../../../../src/core/attention/resize-map.ts';
import type { ClassText } from '../looks/class-texts.ts';
import type { Look } from '../looks/look.ts';
import { type HeadMix, mixHeads } from '../looks/mix-heads.ts';
import { meanOf } from './mean-of.ts';

export const UNIFORM: HeadMix = { weights: 'mean', rescale: false };

/** A_S over several looks, fp32 `[N, N]`. */
export const meanSelf = (looks: readonly Look[]): Float32Array => meanOf(looks.map(({ self }) => self));

/**
 * A_C over several looks on the sites' own grid: the uniform mean over looks and the sites of one side.
 * @returns fp32 `[side², columns]`
 */
export function crossColumns(looks: readonly Look[], text: ClassText, side: number, mix = UNIFORM): Float32Array {
  return meanOf(
    looks.flatMap((look) =>
      look.sites.flatMap((site, index) => (site.side === side ? [mixHeads(look.mapsAt(index, text), mix)] : [])),
    ),
  );
}

/** Every column of `[fromSide², columns]` on a grid of `toSide`, as the studio resizes A_C. */
export function resizeColumns(map: Float32Array, fromSide: number, toSide: number): Float32Array {
  const columns = map.length / fromSide ** 2;
  const resized = new Float32Array(toSide ** 2 * columns);
  for (let column = 0; column < columns; column++) {
    const plane = Float32Array.from({ length: fromSide ** 2 }, (_, n) => map[n * columns + column] as number);
    resizeMap(plane, fromSide, toSide).forEach((value, n) => {
      resized[n * columns + column] = value;
    });
  }
  return resized;
}

/** `[N, a]` and `[N, b]`, … side by side. */
export function sideBySide(maps: readonly Float32Array[], tokens: number): Float32Array {
  const widths = maps.map(({ length }) => length / tokens);
  const columns = widths.reduce((sum, width) => sum + width, 0);
  const joined = new Float32Array(tokens * columns);
  let first = 0;
  maps.forEach((map, index) => {
    const width = widths[index] as number;
    for (let n = 0; n < tokens; n++) joined.set(map.subarray(n * width, (n + 1) * width), n * columns + first);
    first += width;
  });
  return joined;
}

/** Chosen columns of `[N, columns]`, in the order given. */
export function pickColumns(map: Float32Array, columns: number, picked: readonly number[]): Float32Array {
  const tokens = map.length / columns;
  const chosen = new Float32Array(tokens * picked.length);
  for (let n = 0; n < tokens; n++) {
    picked.forEach((column, index) => {
      chosen[n * picked.length + index] = map[n * columns + column] as number;
    });
  }
  return chosen;
}

/** `[N, columns]` → `[N, 1]`: the sum of the columns from `first` on. */
export function sumColumns(map: Float32Array, columns: number, first: number): Float32Array {
  const tokens = map.length / columns;
  return Float32Array.from({ length: tokens }, (_, n) => {
    let sum = 0;
    for (let column = first; column < columns; column++) sum += map[n * columns + column] as number;
    return sum;
  });
}
