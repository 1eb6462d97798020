/** Points a pixel on the way along an edge. */
const SCALE = 5;

/**
 * The pixels of a polygon as COCO's API fills it (`rleFrPoly` of maskApi.c), as its run lengths: edges are walked in fifths of a pixel, and
 * where they change columns a run begins or ends. What `outlinesOf` writes comes back pixel by pixel.
 *
 * @param polygon `[x0,y0,x1,y1,…]` in pixels
 */
export function polygonRuns(polygon: readonly number[], width: number, height: number): number[] {
  const turns = columnChanges(polygon, width, height).sort((a, b) => a - b);
  turns.push(width * height);
  let before = 0;
  const runs = turns.map((at) => {
    const run = at - before;
    before = at;
    return run;
  });
  // Two turns at one place are none: the runs around them are one.
  const counts: number[] = [runs[0] as number];
  for (let i = 1; i < runs.length; ) {
    const run = runs[i++] as number;
    if (run > 0) counts.push(run);
    else if (i < runs.length) counts[counts.length - 1] = (counts.at(-1) as number) + (runs[i++] as number);
  }
  return counts;
}

/** Where the outline passes from a column of pixels to the next one, as column-major places. */
function columnChanges(polygon: readonly number[], width: number, height: number): number[] {
  const corners = polygon.length >> 1;
  const scaled = polygon.map((value) => Math.trunc(SCALE * value + 0.5));
  const changes: number[] = [];
  let last: readonly [number, number] | null = null;
  const step = (x: number, y: number) => {
    if (last && x !== last[0]) {
      const column = ((x < last[0] ? x : x - 1) + 0.5) / SCALE - 0.5;
      if (Number.isInteger(column) && column >= 0 && column <= width - 1) {
        const row = (Math.min(y, last[1]) + 0.5) / SCALE - 0.5;
        changes.push(column * height + Math.ceil(Math.min(Math.max(row, 0), height)));
      }
    }
    last = [x, y];
  };
  for (let i = 0; i < corners; i++) {
    const next = (i + 1) % corners;
    walk(
      [scaled[2 * i] as number, scaled[2 * i + 1] as number],
      [scaled[2 * next] as number, scaled[2 * next + 1] as number],
      step,
    );
  }
  return changes;
}

/** Visits whole points from one to the other, both included, always rounded from the same end whichever way it goes. */
function walk(
  from: readonly [number, number],
  to: readonly [number, number],
  step: (x: number, y: number) => void,
): void {
  const [dx, dy] = [Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
  const isWide = dx >= dy;
  const isTurned = isWide ? from[0] > to[0] : from[1] > to[1];
  const [start, end] = isTurned ? [to, from] : [from, to];
  const length = isWide ? dx : dy;
  const slope = isWide ? (end[1] - start[1]) / dx : (end[0] - start[0]) / dy;
  for (let d = 0; d <= length; d++) {
    const t = isTurned ? length - d : d;
    // A single point has no slope.
    const aside = length === 0 ? 0 : slope * t;
    if (isWide) step(t + start[0], Math.trunc(start[1] + aside + 0.5));
    else step(Math.trunc(start[0] + aside + 0.5), t + start[1]);
  }
}
