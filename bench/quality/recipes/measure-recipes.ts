import { defaultTuning } from '../../../src/core/segmentation/tuning-defaults.ts';
import type { LoadedModel } from '../../../src/engine/load/load-model.ts';
import { IDS } from '../measured-row.ts';
import { namedBy } from '../named-by.ts';
import { recipeList } from './list/recipe-list.ts';
import { openLooker } from './looks/open-looker.ts';
import { lookAtSubject } from './looks/subject-looks.ts';
import { OverlapLog } from './overlap-log.ts';
import type { JudgedSubject, OperatingPoint, Recipe } from './types.ts';

export interface MeasuredRecipe {
  readonly recipe: Recipe;
  /** The studio's default first, then the grid. */
  readonly points: readonly OperatingPoint[];
  readonly log: OverlapLog;
}

const TAUS = [0.5, 1, 2, 4];
const THRESHOLDS = [0.3, 0.4, 0.5, 0.6];

/** The default τ with α = β, and the grid at which each recipe looks for its best. */
export function operatingPoints(tau: number, threshold: number): OperatingPoint[] {
  const grid = TAUS.flatMap((t) => THRESHOLDS.map((one) => ({ tau: t, threshold: one })));
  return [{ tau, threshold }, ...grid];
}

/**
 * Every recipe at every operating point on the same pictures, real or generated, one picture at a time: its UNet calls are
 * made once for all recipes and dropped before the next picture.
 *
 * @param names only recipes whose group or name contains one of these, and the baseline; empty: all
 */
export async function measureRecipes(
  model: LoadedModel,
  subjects: Iterable<JudgedSubject> | AsyncIterable<JudgedSubject>,
  onPicture: (done: number) => void,
  names: readonly string[] = [],
): Promise<MeasuredRecipe[]> {
  const { crossSides, latentSize, selfSides } = model.info;
  const { tau, beta } = defaultTuning(crossSides, selfSides, latentSize, 1);
  const points = operatingPoints(tau, beta);
  const looker = await openLooker(model);
  const all = recipeList(model);
  const chosen = new Set(namedBy(names, all));
  const recipes = all.filter((recipe, index) => index === 0 || chosen.has(recipe));
  const measured = recipes.map(
    (recipe): MeasuredRecipe => ({ recipe, points, log: new OverlapLog(points.length, IDS) }),
  );
  const requests = recipes.flatMap(({ looks }) => looks);
  let done = 0;
  for await (const { subject, truth } of subjects) {
    const looks = await lookAtSubject(model, looker, subject, requests);
    for (const { recipe, log } of measured) {
      const maskAt = recipe.open(looks);
      log.add(points.map(maskAt), truth);
    }
    onPicture(++done);
  }
  return measured;
}
