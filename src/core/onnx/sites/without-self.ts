import type { AttentionSite, SitePlace } from '../types.ts';

const PLACES: Readonly<Record<SitePlace, string>> = {
  down: 'on the way down',
  mid: 'in the middle',
  up: 'on the way up',
  unknown: 'in layers',
};

/**
 * Where a UNet's layers all attend to the prompt, in sentences: both layers of a block do so in models made with
 * `only_cross_attention` (diffusers). Empty where each place with cross-attention has self-attention too.
 */
export function describeMissingSelf(sites: readonly Pick<AttentionSite, 'kind' | 'place' | 'downscale'>[]): string[] {
  const self = sites.filter(({ kind }) => kind === 'self');
  const cross = sites.filter(({ kind }) => kind === 'cross');
  if (cross.length === 0) return [];
  if (self.length === 0) {
    return [
      'There is no self-attention: all layers attend to the prompt. Masks come from cross-attention alone, and τ changes nothing.',
    ];
  }
  const nameOf = ({ place, downscale }: Pick<AttentionSite, 'place' | 'downscale'>) =>
    `${PLACES[place]} at 1/${Number(downscale.toPrecision(3))} of the latents' side`;
  const known = new Set(self.map(nameOf));
  const lacking = [...new Set(cross.map(nameOf))].filter((name) => !known.has(name));
  return lacking.map(
    (name) => `There is no self-attention ${name}: both layers attend to the prompt. τ uses the other places.`,
  );
}
