import type { FragmentWriter } from '../file/fragment-writer.ts';
import type { AttentionSite, CheckTap } from '../types.ts';
import { writeRecipe } from './write-recipe.ts';

/**
 * Sites whose maps are compared with the graph's own probabilities: of each kind the one with the fewest tokens. One
 * exporter writes all sites alike, so a wrong scale or order of heads shows at each of them, and there it costs least.
 */
export function sitesToCheck(sites: readonly AttentionSite[]): readonly AttentionSite[] {
  return (['self', 'cross'] as const).flatMap((kind) => {
    const known = sites.filter(
      (site) => site.kind === kind && site.probabilityTensor !== null && !site.hasRoundedScores,
    );
    return known.sort((a, b) => b.downscale - a.downscale).slice(0, 1);
  });
}

/** Makes Q, K (at cross sites the prompt's own) and the probabilities of each site outputs. */
export function writeCheckTaps(
  writer: FragmentWriter,
  sites: readonly AttentionSite[],
  show: (tensor: string) => string,
): CheckTap[] {
  return sites.flatMap((site) => {
    if (site.probabilityTensor === null) return [];
    const query = show(writeRecipe(writer, site.query));
    const key = show(writeRecipe(writer, site.key));
    return [{ site, query, key, probabilities: show(site.probabilityTensor) }];
  });
}
