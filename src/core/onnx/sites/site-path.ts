import type { GraphProbe } from '../shapes/probe-graph.ts';
import type { OnnxNode, SitePlace } from '../types.ts';
import type { AttentionMatch } from './matchers/site-matcher.ts';

/**
 * A label for people such as `up_blocks.2.attentions.1.transformer_blocks.0.attn1`: from the names of weights, nodes or
 * tensors, or from the layer scopes that the dynamo exporter keeps; the anchor's own name where none of them tells.
 */
export function labelSite(probe: GraphProbe, anchor: OnnxNode, match: AttentionMatch | null): string {
  const layers = match ? [match.query.projection, match.key.projection] : [];
  const candidates = [
    ...layers.map(({ weight }) => storedName(probe, weight)),
    ...layers.flatMap(({ node, output }) => [node.name, output]),
    anchor.name,
    ...anchor.outputs,
    ...[anchor, ...layers.map(({ node }) => node)].flatMap(({ metadata }) => [...metadata.values()]),
  ];
  for (const candidate of candidates) {
    const path = layerPath(candidate);
    if (path) return path;
  }
  return anchor.name || anchor.outputs[0] || anchor.op;
}

/** The part of a name, or of a list of scopes, that names an attention layer, with dots; null if none does. */
function layerPath(names: string): string | null {
  for (const name of names.split(/[\s,:'"[\]]+/)) {
    const path = LAYER.exec(name.replaceAll('/', '.'))?.[0];
    if (path) return path;
  }
  return null;
}

const LAYER = /(?:(?:down|up)_blocks|mid_block|attentions|transformer_blocks|layers?)\.[\w.]*?attn\w*/;

/** The initialiser behind a weight that is cast or transposed in the graph. */
function storedName(probe: GraphProbe, tensor: string): string {
  const node = probe.producer(tensor);
  const [first] = node?.inputs ?? [];
  return first ? storedName(probe, first) : tensor;
}

/** The place that a diffusers path names; null if it names none. */
export function placeOfPath(path: string): SitePlace | null {
  if (/\bdown_blocks\./.test(path)) return 'down';
  if (/\bmid_block\b/.test(path)) return 'mid';
  return /\bup_blocks\./.test(path) ? 'up' : null;
}
