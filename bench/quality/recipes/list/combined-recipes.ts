import { pickColumns, UNIFORM } from '../evidence/evidence.ts';
import { meanOf } from '../evidence/mean-of.ts';
import { flipped, noises, type Timesteps } from '../looks/timestep-looks.ts';
import type { Recipe } from '../types.ts';
import { besideClasses, besideWords, besideWordsPerMean } from './background-recipes.ts';
import { aloneColumns, buildRecipe, columnsOf, jointColumns, type RecipeSteps, type Sides } from './build-recipe.ts';
import { weighedSites } from './head-and-site-recipes.ts';

/** What won by itself, together. */
export function combinedRecipes(sides: Sides, { standard, at }: Timesteps): Recipe[] {
  const recipe = (name: string, steps: RecipeSteps) =>
    buildRecipe({ group: 'combined', name, source: 'as its parts' }, sides, steps);
  const low = at([0.35, 0.25, 0.15]);
  const raised = (power: number) =>
    ({ sharpening: { kind: 'exponentiated', steps: 1, size: power - 1 } }) satisfies Pick<RecipeSteps, 'sharpening'>;
  const words: Pick<RecipeSteps, 'columns'> = { columns: (seen) => besideClasses(seen).classes };
  const strongest = {
    decision: 'rival',
    columns: (seen) => besideWords(seen, 'strongest'),
  } satisfies Pick<RecipeSteps, 'decision' | 'columns'>;
  const alone: Pick<RecipeSteps, 'columns'> = { columns: aloneColumns };
  const whole: Pick<RecipeSteps, 'columns'> = { columns: (seen) => columnsOf(seen, seen.subject.texts.prompt) };
  const shared = {
    decision: 'share',
    columns: (seen) => besideWordsPerMean(seen, 'caption'),
  } satisfies Pick<RecipeSteps, 'decision' | 'columns'>;
  const sites: Pick<RecipeSteps, 'columns'> = {
    columns: (seen, self) => weighedSites(seen, self, UNIFORM, sides.cross),
  };
  const wordsAndSites: Pick<RecipeSteps, 'columns'> = {
    columns: (seen, self) => {
      const { withBackground, joint } = seen.subject.texts;
      const columns = weighedSites(seen, self, UNIFORM, sides.cross, withBackground);
      return pickColumns(
        columns,
        withBackground.spans.length,
        joint.spans.map((_, column) => column),
      );
    },
  };
  const wordsAndAlone: Pick<RecipeSteps, 'columns'> = {
    columns: (seen) => meanOf([besideClasses(seen).classes, aloneColumns(seen), jointColumns(seen)]),
  };
  const split = (cross: readonly number[], self: readonly number[]): RecipeSteps => ({
    looks: at([...new Set([...cross, ...self])]),
    crossLooks: at(cross),
    selfLooks: at(self),
  });
  return [
    recipe('A_C from 0.35, 0.25, A_S from 0.15', split([0.35, 0.25], [0.15])),
    recipe('A_C from 0.35, 0.25, A_S from 0.05', split([0.35, 0.25], [0.05])),
    recipe('A_C from 0.35, 0.25, 0.15, A_S from 0.15, 0.05', split([0.35, 0.25, 0.15], [0.15, 0.05])),
    recipe('A_C from 0.15, A_S from 0.35, 0.25, 0.15', split([0.15], [0.35, 0.25, 0.15])),
    recipe('low: power 1.5', { looks: low, ...raised(1.5) }),
    recipe('low: power 2', { looks: low, ...raised(2) }),
    recipe('low: words', { looks: low, ...words }),
    recipe('low: strongest word', { looks: low, ...strongest }),
    recipe('low: one prompt a class', { looks: low, ...alone }),
    recipe("low: the picture's own prompt", { looks: low, ...whole }),
    recipe('low: sites by affinity', { looks: low, ...sites }),
    recipe('low: words, sites by affinity', { looks: low, ...wordsAndSites }),
    recipe('low: power 1.5, words, sites by affinity', { looks: low, ...raised(1.5), ...wordsAndSites }),
    recipe('low: power 2, sites by affinity', { looks: low, ...raised(2), ...sites }),
    recipe("low: share of caption's, per mean", { looks: low, ...shared }),
    recipe("low: power 2, share of caption's, per mean", { looks: low, ...raised(2), ...shared }),
    recipe('standard: power 2, words', { looks: standard, ...raised(2), ...words }),
    recipe('standard: power 2, strongest word', { looks: standard, ...raised(2), ...strongest }),
    recipe('0.45, 0.35, 0.25: power 2, strongest word', {
      looks: at([0.45, 0.35, 0.25]),
      ...raised(2),
      ...strongest,
    }),
    recipe('low: power 1.5, words', { looks: low, ...raised(1.5), ...words }),
    recipe('low: power 2, words', { looks: low, ...raised(2), ...words }),
    recipe('low: power 2, strongest word', { looks: low, ...raised(2), ...strongest }),
    recipe('low: power 2, one prompt a class', { looks: low, ...raised(2), ...alone }),
    recipe('low: power 2, mean of joint, alone and words', { looks: low, ...raised(2), ...wordsAndAlone }),
    recipe("low: power 2, the picture's own prompt", { looks: low, ...raised(2), ...whole }),
    recipe('low: power 1.5, strongest word', { looks: low, ...raised(1.5), ...strongest }),
    recipe('0.25, 0.15: power 1.5', { looks: at([0.25, 0.15]), ...raised(1.5) }),
    recipe('0.25, 0.15, 0.05: power 1.5', { looks: at([0.25, 0.15, 0.05]), ...raised(1.5) }),
    recipe('low, two noises: power 2', { looks: noises(low, 2), ...raised(2) }),
    recipe('low, flip: power 2', { looks: flipped(low), ...raised(2) }),
    recipe('0.15 alone: power 2, words', { looks: at([0.15]), ...raised(2), ...words }),
    recipe('0.25, 0.15: power 2, words', { looks: at([0.25, 0.15]), ...raised(2), ...words }),
    recipe('low, two noises: power 2, words', { looks: noises(low, 2), ...raised(2), ...words }),
    recipe('low, flip: power 2, words', { looks: flipped(low), ...raised(2), ...words }),
  ];
}
