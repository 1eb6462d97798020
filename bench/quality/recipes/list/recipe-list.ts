import { gridOf } from '../../../../src/core/grid-size.ts';
import { defaultTuning } from '../../../../src/core/segmentation/tuning-defaults.ts';
import type { LoadedModel } from '../../../../src/engine/load/load-model.ts';
import { timestepLooks } from '../looks/timestep-looks.ts';
import type { Recipe } from '../types.ts';
import { backgroundRecipes } from './background-recipes.ts';
import { buildRecipe, type Sides } from './build-recipe.ts';
import { callRecipes } from './call-recipes.ts';
import { combinedRecipes } from './combined-recipes.ts';
import { headAndSiteRecipes } from './head-and-site-recipes.ts';
import { promptRecipes } from './prompt-recipes.ts';
import { sharpenedRecipes } from './sharpened-recipes.ts';

/** All recipes for a model, the baseline first: the studio's defaults, which every other is compared with. */
export function recipeList({ info, scheduler }: LoadedModel): Recipe[] {
  const { crossSides, latentSize, selfSides, suggested } = info;
  const tuning = defaultTuning(crossSides, selfSides, latentSize, 1);
  const sides: Sides = { cross: tuning.crossSides[0] as number, self: gridOf(tuning.selfSide).width };
  const timesteps = timestepLooks(suggested.renoiseTimesteps, scheduler.numTrainTimesteps);
  const looks = timesteps.standard;
  const baseline = { group: 'baseline', name: "the studio's defaults", source: 'Dataset Diffusion, arXiv 2309.14303' };
  return [
    buildRecipe(baseline, sides, { looks }),
    ...sharpenedRecipes(sides, looks),
    ...headAndSiteRecipes(sides, looks),
    ...promptRecipes(sides, looks),
    ...backgroundRecipes(sides, looks),
    ...callRecipes(sides, timesteps),
    ...combinedRecipes(sides, timesteps),
  ];
}
