import type { LoadedModel } from '../../../src/engine/load-model.ts';
import { heldOutScenes } from '../world-scenes.ts';
import { generatedSubjects } from './generated-subjects.ts';
import { measureRecipes } from './measure-recipes.ts';
import { type RecipeRow, recipeRows } from './recipe-rows.ts';
import { seededUniform } from './seeded-uniform.ts';
import type { JudgedSubject } from './types.ts';

const DRAWS = 400;

/** From the command line. */
export interface RecipeOptions {
  /** `real` pictures with exact truth, or `generated` ones as the judge sees them. */
  readonly on?: string;
  /** Words, semicolons between: only recipes that have one of them in their group or name, and the baseline. */
  readonly only?: string;
  /** Name of the recipe that gains are over, in place of the baseline. */
  readonly against?: string;
}

/** The recipes on held-out real pictures, or on generated ones. */
export async function measureRecipeTable(
  model: LoadedModel,
  count: number,
  onPicture: (done: number) => void,
  { on = 'real', only = '', against }: RecipeOptions = {},
): Promise<RecipeRow[]> {
  const names = only.split(';').filter((name) => name !== '');
  if (on !== 'real' && on !== 'generated') throw new Error(`Recipes run on real or generated pictures, found ${on}`);
  const subjects = on === 'real' ? realSubjects(count) : generatedSubjects(model, count);
  const measured = await measureRecipes(model, subjects, onPicture, names);
  return recipeRows(measured, () => seededUniform(1), DRAWS, against);
}

function* realSubjects(count: number): Generator<JudgedSubject> {
  for (const { truth, ...subject } of heldOutScenes(count)) yield { subject, truth };
}
