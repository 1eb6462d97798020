import type { Sharpening } from '../evidence/sharpen-rows.ts';
import type { LookRequest } from '../looks/look-request.ts';
import type { Recipe } from '../types.ts';
import { buildRecipe, type Sides } from './build-recipe.ts';

const VARIANTS: readonly (readonly [name: string, how: Sharpening])[] = [
  ['5 gradient steps of 0.1/N', { kind: 'gradient', steps: 5, size: 0.1 }],
  ['5 gradient steps of 0.5/N', { kind: 'gradient', steps: 5, size: 0.5 }],
  ['5 gradient steps of 2/N', { kind: 'gradient', steps: 5, size: 2 }],
  ['rows to the power 1.5', { kind: 'exponentiated', steps: 1, size: 0.5 }],
  ['rows to the power 2', { kind: 'exponentiated', steps: 1, size: 1 }],
  ['rows to the power 3', { kind: 'exponentiated', steps: 1, size: 2 }],
];

/** iSeg's entropy-reduced self-attention. Its category-enhanced cross-attention is left out: the facts at hand do not say how. */
export function sharpenedRecipes(sides: Sides, looks: readonly LookRequest[]): Recipe[] {
  return VARIANTS.map(([name, sharpening]) =>
    buildRecipe({ group: 'self-attention entropy', name, source: 'iSeg, arXiv 2409.03209' }, sides, {
      looks,
      sharpening,
    }),
  );
}
