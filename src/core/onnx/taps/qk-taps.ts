import { DataType } from '../file/data-types.ts';
import type { FragmentWriter } from '../file/fragment-writer.ts';
import type { AttentionSite, QkTap } from '../types.ts';
import { type ClassPrompt, lastRow, writeClassKey, writeRecipe } from './write-recipe.ts';

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

/** A self site of whose softmax the graph has no tensor: it computes attention in one operator, or in slices. */
export function isHiddenSelf({ kind, probabilityTensor }: AttentionSite): boolean {
  return kind === 'self' && probabilityTensor === null;
}

/** Makes Q and K of self sites graph outputs, of the last row of the batch only and as fp32. */
export function writeLastRowTaps(writer: FragmentWriter, sites: readonly AttentionSite[]): QkTap[] {
  const show = (tensor: string, dataType: number) => {
    const shown = writer.cast(lastRow(writer, tensor), dataType, DataType.float);
    writer.output(shown);
    return shown;
  };
  return sites.map((site) => ({
    site,
    query: show(writeRecipe(writer, site.query), site.dataType),
    key: show(writeRecipe(writer, site.key), site.dataType),
  }));
}
