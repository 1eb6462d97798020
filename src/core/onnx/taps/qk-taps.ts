import type { FragmentWriter } from '../file/fragment-writer.ts';
import type { AttentionSite, QkTap } from '../types.ts';
import { type ClassPrompt, writeClassKey, writeRecipe } from './write-recipe.ts';

/** Makes Q and K of each site graph outputs; at cross sites K of the class prompt in place of the prompt's. */
export function writeQkTaps(
  writer: FragmentWriter,
  sites: readonly AttentionSite[],
  classPrompt: ClassPrompt,
  show: (tensor: string) => string,
): QkTap[] {
  return sites.map((site) => ({
    site,
    query: show(writeRecipe(writer, site.query)),
    key: show(site.kind === 'self' ? writeRecipe(writer, site.key) : writeClassKey(writer, site, classPrompt)),
  }));
}
