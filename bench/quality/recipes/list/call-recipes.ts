import type { LookRequest } from '../looks/look-request.ts';
import { flipped, noises, type Timesteps } from '../looks/timestep-looks.ts';
import type { Recipe } from '../types.ts';
import { buildRecipe, type Sides } from './build-recipe.ts';

/** Parts of the way from picture to noise. */
const PARTS = [0.05, 0.1, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85];

const WINDOWS: readonly (readonly number[])[] = [
  [0.45, 0.35, 0.25],
  [0.35, 0.25, 0.15],
  [0.25, 0.15, 0.05],
  [0.35, 0.25],
  [0.25, 0.15],
  [0.85, 0.75, 0.65, 0.55, 0.45, 0.35, 0.25, 0.15],
];

/** More noises, the mirror image, other timesteps: the same maths on other UNet calls. */
export function callRecipes(sides: Sides, { standard, at }: Timesteps): Recipe[] {
  const recipe = (group: string, name: string, looks: readonly LookRequest[]) =>
    buildRecipe({ group, name, source: 'FA-Seg (few calls, flip), 2025; Dataset Diffusion' }, sides, { looks });
  return [
    recipe('noises', 'two noises', noises(standard, 2)),
    recipe('noises', 'four noises', noises(standard, 4)),
    recipe('noises', 'flip', flipped(standard)),
    ...PARTS.map((part) => recipe('timesteps', `${part} alone`, at([part]))),
    ...WINDOWS.map((parts) => recipe('timesteps', parts.join(', '), at(parts))),
  ];
}
