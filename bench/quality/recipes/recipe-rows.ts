import { bootstrapInterval, pairedInterval } from '../../../src/core/evaluate/bootstrap.ts';
import { type ClassOverlap, meanIou } from '../../../src/core/evaluate/class-overlap.ts';
import type { MeasuredRecipe } from './measure-recipes.ts';

/** Statistic with its 95 % interval, in points of mIoU. */
interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface RecipeRow {
  readonly group: string;
  readonly row: string;
  /** UNet calls over the baseline's. */
  readonly cost: number;
  /** At the studio's default τ and α = β. */
  readonly atDefault: Estimate;
  /** At the grid point with the highest mIoU on these pictures. */
  readonly best: Estimate & { readonly tau: number; readonly threshold: number };
  /** `best` minus the `best` of the baseline, or of the recipe that was named instead, picture by picture. */
  readonly gain: Estimate;
  /** The same, each half of the pictures at the point that was best for the other half: nothing is tuned on what it measures. */
  readonly crossFitGain: Estimate;
}

/**
 * @param uniform a fresh generator an interval, so that each is drawn from the same pictures
 * @param against name of the recipe that gains are over; left out: the first, which is the baseline
 */
export function recipeRows(
  measured: readonly MeasuredRecipe[],
  uniform: () => () => number,
  draws: number,
  against?: string,
): RecipeRow[] {
  const [baseline] = measured;
  const rival = against === undefined ? baseline : measured.find(({ recipe }) => recipe.name === against);
  if (!baseline || !rival) throw new Error(`No recipe ${against ?? 'at all'} was measured`);
  const reference = rival.log.at(bestPoint(rival));
  const crossFitReference = crossFit(rival);
  return measured.map((one) => {
    const { recipe, points, log } = one;
    const best = bestPoint(one);
    const estimate = (overlaps: readonly ClassOverlap[]): Estimate =>
      rounded(meanIou(overlaps), bootstrapInterval(overlaps, meanIou, uniform(), draws));
    const gain = (from: readonly ClassOverlap[], to: readonly ClassOverlap[]): Estimate =>
      rounded(meanIou(to) - meanIou(from), pairedInterval(from, to, meanIou, uniform(), draws));
    const { tau, threshold } = points[best] ?? { tau: Number.NaN, threshold: Number.NaN };
    return {
      group: recipe.group,
      row: recipe.name,
      cost: hundredths(recipe.looks.length / baseline.recipe.looks.length),
      atDefault: estimate(log.at(0)),
      best: { tau, threshold, ...estimate(log.at(best)) },
      gain: gain(reference, log.at(best)),
      crossFitGain: gain(crossFitReference, crossFit(one)),
    };
  });
}

/** Number of the grid point with the highest mIoU; the default, number 0, is none of the grid. */
function bestPoint({ points, log }: MeasuredRecipe, part: (picture: number) => boolean = () => true): number {
  let best = { point: 1, value: -Infinity };
  for (let point = 1; point < points.length; point++) {
    const value = meanIou(log.at(point).filter((_, picture) => part(picture)));
    if (value > best.value) best = { point, value };
  }
  return best.point;
}

/** Overlaps with each picture at the point that was best on the half it is not in; a single picture has its own. */
function crossFit(one: MeasuredRecipe): ClassOverlap[] {
  if (one.log.pictures < 2) return one.log.at(bestPoint(one));
  const isEven = (picture: number) => picture % 2 === 0;
  const forEven = one.log.at(bestPoint(one, (picture) => !isEven(picture)));
  const forOdd = one.log.at(bestPoint(one, isEven));
  return forEven.map((overlap, picture) => (isEven(picture) ? overlap : (forOdd[picture] as ClassOverlap)));
}

const hundredths = (value: number) => Math.round(value * 100) / 100;

const rounded = (value: number, { low, high }: { low: number; high: number }): Estimate => ({
  value: hundredths(value),
  low: hundredths(low),
  high: hundredths(high),
});
