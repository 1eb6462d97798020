import type { AttentionSite, ChannelSlice, OnnxGraph, SiteSearch, TensorRecipe, UntappedSite } from '../types.ts';
import { sampleInput } from './context-inputs.ts';
import { siteSide } from './site-side.ts';
import { describeMissingSelf } from './without-self.ts';

/** A site as people read it. */
export interface SiteRow
  extends Pick<AttentionSite, 'index' | 'kind' | 'place' | 'path' | 'heads' | 'headDim' | 'scale' | 'downscale'> {
  /** Of the picture, at the report's latent sides. */
  readonly tokens: number;
  readonly query: string;
  readonly key: string;
}

export interface SiteReport {
  readonly latentSides: readonly [height: number, width: number];
  readonly selfSites: number;
  readonly crossSites: number;
  readonly sites: readonly SiteRow[];
  readonly untapped: readonly UntappedSite[];
  /** Places without self-attention, in sentences. */
  readonly notes: readonly string[];
}

/**
 * What was found in a graph, in words and numbers.
 * @param defaultSides latent sides H, W at which tokens are counted where the graph leaves its own sides free
 */
export function describeSites(
  graph: OnnxGraph,
  { sites, untapped }: SiteSearch,
  defaultSides: SiteReport['latentSides'],
): SiteReport {
  const [, , height, width] = sampleInput(graph)?.shape ?? [];
  const fixed = (size: string | number | undefined, otherwise: number) =>
    typeof size === 'number' && size > 0 ? size : otherwise;
  const latentSides = [fixed(height, defaultSides[0]), fixed(width, defaultSides[1])] as const;
  const rows = sites.map(({ index, kind, place, path, heads, headDim, scale, downscale, ...site }) => ({
    ...{ index, kind, place, path, heads, headDim, scale, downscale },
    tokens: latentSides.reduce((count, side) => count * siteSide(side, downscale), 1),
    query: describeRecipe(site.query),
    key: describeRecipe(site.key),
  }));
  const selfSites = rows.filter(({ kind }) => kind === 'self').length;
  const crossSites = rows.length - selfSites;
  return { latentSides, selfSites, crossSites, sites: rows, untapped, notes: describeMissingSelf(sites) };
}

/** The name of a tensor that is Q or K itself, or how the tap fragment makes it. */
export function describeRecipe({ tensor, flat, layer, channels, addedBias }: TensorRecipe): string {
  const part = channels ? `[${describeChannels(channels)}]` : '';
  const bias = addedBias ? ` + ${addedBias.tensor}[${describeChannels(addedBias.channels)}]` : '';
  const source = flat ? `${tensor} with its batch apart` : tensor;
  if (!layer) return `${source}${part}${bias}`;
  const layerBias = layer.bias ? ` + ${layer.bias}${part}` : '';
  return `${source} · ${layer.weight}${layer.weightTransposed ? 'ᵀ' : ''}${part}${layerBias}${bias}`;
}

function describeChannels({ groups, start, end }: ChannelSlice): string {
  const range = `channels ${start}…${end - 1}`;
  return groups === 1 ? range : `${range} of each of ${groups} heads`;
}

/** One site a line, then what was refused, then the counts. */
export function printSites({ latentSides, selfSites, crossSites, sites, untapped, notes }: SiteReport): string {
  const columns = sites.map(({ index, kind, place, path, heads, headDim, scale, tokens, query, key }) => [
    String(index),
    kind,
    place,
    path,
    `${heads} heads × ${headDim}`,
    `scale ${Number(scale.toPrecision(6))}`,
    `${tokens} tokens`,
    `Q ${query}`,
    `K ${key}`,
  ]);
  const widths = columns[0]?.map((_, i) => Math.max(...columns.map((row) => row[i]?.length ?? 0))) ?? [];
  const lines = columns.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
  const refused = untapped.map(({ path, reason }) => `not tapped: ${path}: ${reason}`);
  const counts = `${sites.length} sites (${selfSites} self, ${crossSites} cross), ${untapped.length} not tapped`;
  const total = `${counts}; tokens at latents of ${latentSides.join('×')}.`;
  const uneven =
    selfSites === crossSites || notes.length > 0
      ? [...notes]
      : ['Self and cross sites differ in number, which is unusual for a UNet.'];
  return [...lines.map((line) => line.trimEnd()), ...refused, total, ...uneven].join('\n');
}
