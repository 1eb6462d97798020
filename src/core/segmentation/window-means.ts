type Numbers = Float32Array | Float64Array;

/**
 * Mean of each cell's window of (2r + 1)² cells, as far as it lies on the grid, by running sums (the box filter of He, Sun
 * and Tang, "Guided image filtering", TPAMI 2013): the cost does not depend on r. Sums are fp64, so that what a running sum
 * leaves behind is far below fp32.
 *
 * @param source `[side, side]`
 * @param along fp64 `[side²]`, working memory, overwritten
 * @param target `[side, side]`, overwritten; may be `source`
 */
export function windowMeans(source: Numbers, side: number, radius: number, along: Float64Array, target: Numbers): void {
  slide(source, side, side, 1, radius, along);
  slide(along, side, 1, side, radius, target);
}

/** Means along one axis: `side` lines that begin `lineStep` apart, of `side` cells that are `step` apart. */
function slide(source: Numbers, side: number, lineStep: number, step: number, radius: number, target: Numbers): void {
  for (let line = 0; line < side; line++) {
    const start = line * lineStep;
    let sum = 0;
    for (let i = 0; i < Math.min(radius, side); i++) sum += source[start + i * step] as number;
    for (let i = 0; i < side; i++) {
      const entering = i + radius;
      const leaving = i - radius - 1;
      if (entering < side) sum += source[start + entering * step] as number;
      if (leaving >= 0) sum -= source[start + leaving * step] as number;
      const cells = Math.min(entering, side - 1) - Math.max(leaving, -1);
      target[start + i * step] = sum / cells;
    }
  }
}
