import { gridOf, type MapSide } from '../grid-size.ts';

type Numbers = Float32Array | Float64Array;

/**
 * Mean of each cell's window of (2r + 1)² cells, as far as it lies on the grid, by running sums (the box filter of He, Sun
 * and Tang, "Guided image filtering", TPAMI 2013): the cost does not depend on r. Sums are fp64, so that what a running sum
 * leaves behind is far below fp32.
 *
 * @param source `[H, W]` of the side
 * @param along fp64 `[H, W]`, working memory, overwritten
 * @param target `[H, W]`, overwritten; may be `source`
 */
export function windowMeans(
  source: Numbers,
  side: MapSide,
  radius: number,
  along: Float64Array,
  target: Numbers,
): void {
  const { width, height } = gridOf(side);
  slide(source, { lines: height, lineStep: width, length: width, step: 1 }, radius, along);
  slide(along, { lines: width, lineStep: 1, length: height, step: width }, radius, target);
}

/** Lines of cells that are `step` apart; the lines begin `lineStep` apart. */
interface Lines {
  readonly lines: number;
  readonly lineStep: number;
  readonly length: number;
  readonly step: number;
}

/** Means along one axis. */
function slide(source: Numbers, { lines, lineStep, length, step }: Lines, radius: number, target: Numbers): void {
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    let sum = 0;
    for (let i = 0; i < Math.min(radius, length); i++) sum += source[start + i * step] as number;
    for (let i = 0; i < length; i++) {
      const entering = i + radius;
      const leaving = i - radius - 1;
      if (entering < length) sum += source[start + entering * step] as number;
      if (leaving >= 0) sum -= source[start + leaving * step] as number;
      const cells = Math.min(entering, length - 1) - Math.max(leaving, -1);
      target[start + i * step] = sum / cells;
    }
  }
}
