import { refineCpu } from '../../../../src/gpu/kernels/refine/refine.cpu.ts';
import { resizeColumns, UNIFORM } from '../evidence/evidence.ts';
import { meanOf } from '../evidence/mean-of.ts';
import { affinityAgreement, sumToOne } from '../evidence/weigh-sites.ts';
import type { LookRequest } from '../looks/look-request.ts';
import { type HeadMix, mixHeads } from '../looks/mix-heads.ts';
import type { Recipe } from '../types.ts';
import { buildRecipe, jointColumns, type Seen, type Sides } from './build-recipe.ts';

const SOURCE = "GoCA, arXiv 2603.06178, this project's reading";

/** How strongly sites that agree better are preferred. */
const PREFERENCE = 4;

const AWAKE: HeadMix = { weights: 'awake', rescale: false };
const TELLING: HeadMix = { weights: 'telling', rescale: false };
const RESCALED: HeadMix = { weights: 'mean', rescale: true };
const BOTH: HeadMix = { weights: 'awake', rescale: true };

/** GoCA's three parts one by one and together. */
export function headAndSiteRecipes(sides: Sides, looks: readonly LookRequest[]): Recipe[] {
  const recipe = (name: string, columns: (seen: Seen, self: Float32Array) => Float32Array) =>
    buildRecipe({ group: 'heads and sites', name, source: SOURCE }, sides, { looks, columns });
  return [
    recipe('heads by attention beside BOS', (seen) => jointColumns(seen, AWAKE)),
    recipe('heads by attention to classes', (seen) => jointColumns(seen, TELLING)),
    recipe('softmax without BOS', (seen) => jointColumns(seen, RESCALED)),
    recipe('heads beside BOS, without BOS', (seen) => jointColumns(seen, BOTH)),
    recipe('all sites, by affinity', (seen, self) => weighedSites(seen, self, UNIFORM, null)),
    recipe('default side, sites by affinity', (seen, self) => weighedSites(seen, self, UNIFORM, sides.cross)),
    recipe('all sites, by affinity, heads, without BOS', (seen, self) => weighedSites(seen, self, BOTH, null)),
  ];
}

/**
 * The sites' columns of a text, each summing to 1, weighed by their agreement with A_S.
 * @param side null: all sides
 */
export function weighedSites(
  { subject, looks, sides }: Seen,
  self: Float32Array,
  mix: HeadMix,
  side: number | null,
  text = subject.texts.joint,
): Float32Array {
  const classes = text.spans.length;
  const tokens = sides.self ** 2;
  const sites = looks[0]?.sites ?? [];
  const sum = new Float32Array(tokens * classes);
  sites.forEach((site, index) => {
    if (side !== null && site.side !== side) return;
    const map = meanOf(looks.map((look) => mixHeads(look.mapsAt(index, text), mix)));
    const columns = sumToOne(resizeColumns(map, site.side, sides.self), classes);
    const stack = new Float32Array(2 * columns.length);
    refineCpu({ a: self, scale: 1, x0: columns, tokens, columns: classes, maxPower: 1, out: stack });
    const weight = affinityAgreement(columns, stack.subarray(columns.length), classes) ** PREFERENCE;
    for (let cell = 0; cell < sum.length; cell++) {
      sum[cell] = (sum[cell] as number) + weight * (columns[cell] as number);
    }
  });
  return sum;
}
