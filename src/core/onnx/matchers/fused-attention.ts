import { numberAttribute } from '../node-attributes.ts';
import type { GraphProbe } from '../probe-graph.ts';
import type { OnnxNode } from '../types.ts';
import { pairHeads } from './pair-heads.ts';
import type { MatchResult, SiteMatcher } from './site-matcher.ts';
import { traceHeads } from './trace-heads.ts';

/**
 * Attention in one operator with Q, K and V apart: `Attention` of operator set 23 (Q `[B, heads, N, d]` or `[B, N, C]`)
 * and `MultiHeadAttention` of com.microsoft (`[B, N, C]`). Neither shows its probabilities.
 */
export const fusedAttention: SiteMatcher = {
  looksFor: 'Attention or MultiHeadAttention with Q and K apart',
  match(probe, anchor) {
    const isStandard = anchor.op === 'Attention' && anchor.domain === '';
    if (!isStandard && !(anchor.domain === 'com.microsoft' && /Attention$/.test(anchor.op))) return null;
    if (!isStandard && anchor.op !== 'MultiHeadAttention') return { reason: `${anchor.op} has no separate Q and K` };
    return readOperator(probe, anchor, isStandard);
  },
};

const MULTI_HEAD_BIAS_INPUT = 3;

function readOperator(probe: GraphProbe, anchor: OnnxNode, isStandard: boolean): MatchResult {
  const [q, k] = anchor.inputs;
  const rank = probe.facts(q ?? '').shape?.length;
  if (!q || !k || probe.facts(k).shape?.length !== rank) return { reason: `${anchor.op} takes Q, K and V packed` };
  if (!isStandard && anchor.inputs[MULTI_HEAD_BIAS_INPUT]) {
    return { reason: 'MultiHeadAttention adds the bias of Q and K itself' };
  }
  const heads = rank === 3 ? numberAttribute(anchor, isStandard ? 'q_num_heads' : 'num_heads', 0) : null;
  if (heads === 0) return { reason: `${anchor.op} does not say how many heads it has` };
  const sides = { query: traceHeads(probe, q), key: traceHeads(probe, k), factor: 1 };
  const paired = pairHeads(sides, heads);
  if (!paired || 'reason' in paired) return paired;
  const { match } = paired;
  // Both operators take 1/√headDim if the scale is left out.
  const scale = numberAttribute(anchor, 'scale', 0) || (match.query.channels / match.heads) ** -0.5;
  return { match: { ...match, scale: match.scale * scale } };
}
