import type { FragmentWriter } from './fragment-writer.ts';
import type { AttentionSite, OnnxGraph, QkTap } from './types.ts';
import { type ClassPrompt, writeClassKey, writeRecipe } from './write-recipe.ts';

/** Makes Q and K of each site graph outputs; at cross sites K of the class prompt in place of the prompt's. */
export function writeQkTaps(
  writer: FragmentWriter,
  graph: OnnxGraph,
  sites: readonly AttentionSite[],
  classPrompt: ClassPrompt,
): QkTap[] {
  const shown = new Set(graph.outputs.map(({ name }) => name));
  const show = (tensor: string) => {
    // Naming a tensor twice among the outputs is an error.
    if (!shown.has(tensor)) writer.output(tensor);
    shown.add(tensor);
    return tensor;
  };
  return sites.map((site) => ({
    site,
    query: show(writeRecipe(writer, site.query)),
    key: show(site.kind === 'self' ? writeRecipe(writer, site.key) : writeClassKey(writer, site, classPrompt)),
  }));
}
