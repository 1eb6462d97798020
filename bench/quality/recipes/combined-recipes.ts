import { besideClasses, besideWords } from './background-recipes.ts';
import { aloneColumns, buildRecipe, columnsOf, jointColumns, type RecipeSteps, type Sides } from './build-recipe.ts';
import { meanOf } from './mean-of.ts';
import { flipped, noises, type Timesteps } from './timestep-looks.ts';
import type { Recipe } from './types.ts';

/** What won by itself, together. */
export function combinedRecipes(sides: Sides, { at }: Timesteps): Recipe[] {
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
