import type { AttentionEdges } from '../../attention/types.ts';

/** This share of a picture's places has edges of full strength: a few that are stronger would set the scale of all others. */
const FULL_SHARE = 0.02;

type Tap = readonly [first: number, second: number, shareOfSecond: number];

/**
 * A record's edges as barriers of a flood: brought to the picture's size by bilinear interpolation between the middles of places, and
 * to 0 … 1.
 *
 * @returns fp32 `[height,width]`, row-major
 */
export function edgeField(edges: AttentionEdges, width: number, height: number): Float32Array {
  const sorted = Float32Array.from(edges.values).sort();
  const full = sorted[Math.floor((1 - FULL_SHARE) * (sorted.length - 1))] as number;
  const scale = full > 0 ? 1 / full : 0;
  const columns = taps(edges.width, width);
  const at = (row: number, column: number) => edges.values[row * edges.width + column] as number;
  const field = new Float32Array(width * height);
  taps(edges.height, height).forEach(([top, bottom, down], y) => {
    for (const [x, [left, right, along]] of columns.entries()) {
      const upper = at(top, left) * (1 - along) + at(top, right) * along;
      const lower = at(bottom, left) * (1 - along) + at(bottom, right) * along;
      field[y * width + x] = Math.min(1, scale * (upper * (1 - down) + lower * down));
    }
  });
  return field;
}

function taps(from: number, to: number): Tap[] {
  return Array.from({ length: to }, (_, i) => {
    const place = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    const first = Math.floor(place);
    return [first, Math.min(first + 1, from - 1), place - first];
  });
}
