import { buildRecipe, type Sides } from './build-recipe.ts';
import type { LookRequest } from './look-request.ts';
import type { Recipe } from './types.ts';

/** Parts of the way from picture to noise. */
const PARTS = [0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85];

/** More noises, the mirror image, other timesteps: the same maths on other UNet calls. */
export function callRecipes(sides: Sides, looks: readonly LookRequest[], numTrainTimesteps: number): Recipe[] {
  const source = (what: string) => ({ group: what, source: 'FA-Seg (few calls, flip), 2025; Dataset Diffusion' });
  const recipe = (group: string, name: string, requests: readonly LookRequest[]) =>
    buildRecipe({ ...source(group), name }, sides, { looks: requests });
  const draws = (count: number) =>
    Array.from({ length: count }, (_, draw) => looks.map((look) => ({ ...look, draw }))).flat();
  const mirrored = looks.map((look) => ({ ...look, mirrored: true }));
  const single = (part: number) => lookAt(looks, Math.round(part * numTrainTimesteps));
  const at = (parts: readonly number[]) => parts.map(single);
  return [
    recipe('noises', 'two noises', draws(2)),
    recipe('noises', 'four noises', draws(4)),
    recipe('noises', 'flip', [...looks, ...mirrored]),
    ...PARTS.map((part) => recipe('timesteps', `${part} alone`, [single(part)])),
    recipe('timesteps', 'the lower three: 0.35, 0.25, 0.15', at([0.35, 0.25, 0.15])),
    recipe('timesteps', '0.45, 0.35, 0.25', at([0.45, 0.35, 0.25])),
    recipe('timesteps', '0.35, 0.25', at([0.35, 0.25])),
    recipe('timesteps', 'all eight', at(PARTS)),
  ];
}

/** The default call at a timestep where there is one, else a block of noise of its own. */
function lookAt(looks: readonly LookRequest[], timestep: number): LookRequest {
  const known = looks.find((look) => look.timestep === timestep);
  // The timestep itself numbers the block: far enough, and the same for every recipe.
  return known ?? { timestep, draw: 0, block: looks.length + Math.floor(timestep / 100), mirrored: false };
}
