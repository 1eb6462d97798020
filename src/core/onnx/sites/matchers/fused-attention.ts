import { numberAttribute } from '../../file/node-attributes.ts';
import type { GraphProbe } from '../../shapes/probe-graph.ts';
import type { OnnxNode, TensorRecipe } from '../../types.ts';
import { countHeads, transposeLayout } from './head-axes.ts';
import { pairHeads } from './pair-heads.ts';
import { selectAxis } from './select-axis.ts';
import type { MatchResult, SiteMatcher } from './site-matcher.ts';
import { traceHeads } from './trace-heads.ts';

/**
 * Attention in one operator after the projections: `Attention` of operator set 23 (Q `[B, heads, N, d]` or `[B, N, C]`)
 * and `MultiHeadAttention` of com.microsoft (Q, K `[B, N, C]`, or Q, K, V packed `[B, N, heads, 3, d]`, or K, V packed
 * `[B, M, heads, 2, d]`; ONNX Runtime, docs/ContribOperators.md). Neither shows its probabilities.
 */
export const fusedAttention: SiteMatcher = {
  looksFor: 'Attention of operator set 23 or MultiHeadAttention of com.microsoft',
  match(probe, anchor) {
    if (anchor.op === 'Attention' && anchor.domain === '') return readStandard(probe, anchor);
    if (anchor.op === 'MultiHeadAttention' && anchor.domain === 'com.microsoft') return readMultiHead(probe, anchor);
    return null;
  },
};

function readStandard(probe: GraphProbe, anchor: OnnxNode): MatchResult {
  const [q, k] = anchor.inputs;
  const rank = probe.facts(q ?? '').shape?.length;
  if (!q || !k || probe.facts(k).shape?.length !== rank) return { reason: 'Attention takes Q and K of unequal ranks' };
  if (numberAttribute(anchor, 'softcap', 0) !== 0) return { reason: 'Attention caps its scores (softcap)' };
  const heads = rank === 3 ? numberAttribute(anchor, 'q_num_heads', 0) : null;
  if (heads === 0) return { reason: 'Attention does not say how many heads it has' };
  const sides = { query: traceHeads(probe, q), key: traceHeads(probe, k), factor: 1 };
  const fused = heads === null ? null : { heads, queryBias: null, keyBias: null };
  return scaled(pairHeads(probe, sides, fused), anchor);
}

const BIAS_INPUT = 3;
const PAST_KEY_INPUT = 6;

function readMultiHead(probe: GraphProbe, anchor: OnnxNode): MatchResult {
  const heads = numberAttribute(anchor, 'num_heads', 0);
  if (heads === 0) return { reason: 'MultiHeadAttention does not say how many heads it has' };
  if (anchor.inputs[PAST_KEY_INPUT]) return { reason: 'MultiHeadAttention continues from earlier keys' };
  const bias = anchor.inputs[BIAS_INPUT];
  if (bias && probe.facts(bias).origins !== 0) return { reason: 'MultiHeadAttention adds a bias that is not constant' };
  const [q, k] = anchor.inputs;
  const isPacked = probe.facts(q ?? '').shape?.length === PACKED_RANK;
  const query = traceOperand(probe, q, 0);
  const key = isPacked ? traceOperand(probe, q, 1) : traceOperand(probe, k, 0);
  const channels = 'reason' in query ? 0 : countHeads(query.layout).channels;
  // The biases of Q, K and V lie beside each other in one list.
  const biasOf = (part: number): TensorRecipe['addedBias'] =>
    bias ? { tensor: bias, channels: { groups: 1, start: part * channels, end: (part + 1) * channels } } : null;
  const fused = { heads, queryBias: biasOf(0), keyBias: biasOf(1) };
  return scaled(pairHeads(probe, { query, key, factor: 1 }, fused), anchor);
}

/** `[B, N, heads, parts, d]`. */
const PACKED_RANK = 5;
const PARTS_AXIS = 3;
/** `[B, heads, M, d]`, as keys that were projected in advance come. */
const HEADS_FIRST_RANK = 4;

function traceOperand(probe: GraphProbe, operand: string | undefined, part: number): ReturnType<typeof traceHeads> {
  const trace = traceHeads(probe, operand ?? '');
  if ('reason' in trace) return trace;
  const rank = trace.layout.axes.length;
  if (rank === HEADS_FIRST_RANK) return { ...trace, layout: transposeLayout(trace.layout, [0, 2, 1, 3]) };
  if (rank !== PACKED_RANK) return trace;
  const layout = selectAxis(trace.layout, { axis: PARTS_AXIS, start: part, end: part + 1, drops: true });
  return layout ? { ...trace, layout } : { reason: 'its packed tensor cannot be taken apart' };
}

/** Both operators take 1/√headDim if the scale is left out. */
function scaled(result: MatchResult, anchor: OnnxNode): MatchResult {
  if (!result || 'reason' in result) return result;
  const { match } = result;
  const scale = numberAttribute(anchor, 'scale', 0) || match.headDim ** -0.5;
  return { match: { ...match, scale: match.scale * scale } };
}
