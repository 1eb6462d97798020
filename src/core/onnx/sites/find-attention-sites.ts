import { StudioError } from '../../errors.ts';
import type { MapSide } from '../../grid-size.ts';
import { type GraphProbe, probeGraph } from '../shapes/probe-graph.ts';
import type { OnnxGraph, OnnxNode, SiteKind, SiteSearch, UntappedSite } from '../types.ts';
import { collectSites, type FoundSite } from './collect-sites.ts';
import { fusedAttention } from './matchers/fused-attention.ts';
import { packedWeightAttention } from './matchers/packed-weight-attention.ts';
import type { AttentionMatch, MatchResult, Projection, SiteMatcher } from './matchers/site-matcher.ts';
import { softmaxAttention } from './matchers/softmax-attention.ts';
import { labelSite, placeOfPath } from './site-path.ts';
import { placeByStructure } from './site-place.ts';
import { downscaleOf } from './site-side.ts';
import { requireJoins } from './skip-joins.ts';

/** Tried in this order on every node; the first that knows the node decides. */
const MATCHERS: readonly SiteMatcher[] = [softmaxAttention, fusedAttention, packedWeightAttention];

/**
 * Finds the attention sites of a UNet by the structure of its graph; names only become labels. Sites come in execution
 * order, whatever the order of nodes in the file.
 * @param latentSide what the latents will have where the graph leaves their sides free; sides that are halved with a rest
 *   depend on it
 * @throws StudioError `model-unsupported` if no site can be tapped or the latents do not fit, `model-corrupt` if the graph has gaps or cycles.
 */
export function findAttentionSites(graph: OnnxGraph, latentSide?: MapSide): SiteSearch {
  const probe = probeGraph(graph, latentSide);
  requireJoins(probe);
  const placeOf = placeByStructure(probe);
  const found: FoundSite[] = [];
  const refused: UntappedSite[] = [];
  for (const anchor of [...probe.order].sort((a, b) => probe.depth(a) - probe.depth(b))) {
    const result = matchNode(probe, anchor);
    if (!result) continue;
    const match = 'match' in result ? result.match : null;
    const path = labelSite(probe, anchor, match);
    const role = match ? classify(probe, match) : result;
    if (match && 'kind' in role) {
      const place = placeOfPath(path) ?? placeOf(anchor);
      found.push({ site: { ...role, place, path, ...tensorsOf(probe, match) }, share: match.share });
    } else if ('reason' in role) refused.push({ path, reason: role.reason });
  }
  const search = collectSites(found, refused);
  if (search.sites.length === 0) throw nothingFound(graph, search.untapped);
  return search;
}

function matchNode(probe: GraphProbe, anchor: OnnxNode): MatchResult {
  for (const matcher of MATCHERS) {
    const result = matcher.match(probe, anchor);
    if (result) return result;
  }
  return null;
}

function tensorsOf(probe: GraphProbe, match: AttentionMatch) {
  const { heads, headDim, scale, query, key } = match;
  const { probabilityTensor, headsInBatch, hasRoundedScores, probabilityDataType } = match;
  // A quantised layer that is run anew reads integers.
  const made = query.recipe.layer?.repeated ? query.projection.node.outputs[0] : query.recipe.tensor;
  return {
    heads,
    headDim,
    scale,
    query: query.recipe,
    key: key.recipe,
    keyProjection: key.remake,
    probabilityTensor,
    headsInBatch,
    hasRoundedScores,
    probabilityDataType,
    dataType: probe.facts(made ?? '').dataType,
  };
}

/** Kind and level of a site, or why they make no sense for a tap. */
function classify(
  probe: GraphProbe,
  match: AttentionMatch,
): { kind: SiteKind; downscale: number } | { reason: string } {
  const { sample, latentSides } = probe;
  const [query, key] = [match.query.projection, match.key.projection];
  if (!sample || !latentSides || !probe.dependsOn(query.input, sample)) {
    return { reason: 'Q is not made of a picture' };
  }
  const downscale = downscaleOf(latentSides, match.queryTokens);
  if (downscale === null) return { reason: `its ${match.queryTokens} tokens are no scaled-down picture` };
  if (probe.dependsOn(key.input, sample)) return { kind: 'self', downscale };
  const context = probe.contexts.find((input) => probe.dependsOn(key.input, input));
  if (!context) return { reason: 'K is made neither of the picture nor of the prompt' };
  const between = stepsFromInput(probe, key, context.name);
  if (between) return { reason: `the prompt passes through ${between} before K, which the class prompt would miss` };
  return { kind: 'cross', downscale };
}

const HARMLESS: ReadonlySet<string> = new Set([
  ...['Cast', 'Identity', 'Dropout', 'Reshape'],
  ...['QuantizeLinear', 'DequantizeLinear'],
]);

/** The first operator other than a cast or a rounding between a graph input and a projection; null if there is none. */
function stepsFromInput(probe: GraphProbe, projection: Projection, input: string): string | null {
  let tensor = projection.input;
  while (tensor !== input) {
    const node = probe.producer(tensor);
    // A Gemm flattens batch and positions; on the class prompt MatMul does without.
    const isHarmless = node && HARMLESS.has(node.op);
    if (!isHarmless) return node ? `${node.op} "${node.name}"` : `"${tensor}"`;
    tensor = node.inputs[0] ?? '';
  }
  return null;
}

function nothingFound({ nodes }: OnnxGraph, untapped: readonly UntappedSite[]): StudioError {
  const count = (test: (op: string) => boolean) => nodes.filter(({ op }) => test(op)).length;
  const found =
    `${nodes.length} nodes with ${count((op) => op === 'Softmax')} Softmax, ${count((op) => op === 'MatMul')} MatMul, ` +
    `${count((op) => op === 'Einsum')} Einsum and ${count((op) => op.endsWith('Attention'))} fused attention operators`;
  const refused = untapped.map(({ path, reason }) => `${path}: ${reason}`);
  return new StudioError({
    code: 'model-unsupported',
    message:
      `Expected a UNet with attention that can be watched (${MATCHERS.map((m) => m.looksFor).join('; ')}); found ${found}` +
      `${refused.length > 0 ? `, of which ${refused.length} cannot be tapped (${refused[0]})` : ''}. ` +
      'Export the UNet itself, for example with torch.onnx.export of the diffusers UNet at opset 17.',
    details: { nodes: nodes.length, untapped: refused },
  });
}
