import { seededUniform } from '../../../src/core/evaluate/seeded-uniform.ts';
import type { LoadedModel } from '../../../src/engine/load/load-model.ts';
import { heldOutScenes } from '../world-scenes.ts';
import { generatedSubjects } from './generated-subjects.ts';
import { measureRecipes } from './measure-recipes.ts';
import { type RecipeRow, recipeRows } from './recipe-rows.ts';
import type { JudgedSubject } from './types.ts';

const DRAWS = 400;

export interface RecipeOptions {
  /** `real` pictures with exact truth, or `generated` ones as the judge sees them. */
  readonly on?: string;
  /** Only recipes that have one of these words in their group or name, and the baseline; none: all. */
  readonly only: readonly string[];
  /** Name of the recipe that gains are over, in place of the baseline. */
  readonly against?: string;
}

/** The recipes on held-out real pictures, or on generated ones. */
export async function measureRecipeTable(
  model: LoadedModel,
  count: number,
  onPicture: (done: number) => void,
  { on = 'real', only, against }: RecipeOptions,
): Promise<RecipeRow[]> {
  if (on !== 'real' && on !== 'generated') throw new Error(`Recipes run on real or generated pictures, found ${on}`);
  const subjects = on === 'real' ? realSubjects(count) : generatedSubjects(model, count);
  const measured = await measureRecipes(model, subjects, onPicture, only);
  return recipeRows(measured, () => seededUniform(1), DRAWS, against);
}

function* realSubjects(count: number): Generator<JudgedSubject> {
  for (const { truth, ...subject } of heldOutScenes(count)) yield { subject, truth };
}
