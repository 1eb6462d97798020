import { numberAttribute } from '../node-attributes.ts';
import type { GraphProbe } from '../probe-graph.ts';
import type { OnnxNode } from '../types.ts';
import { type AxisLayout, transposeLayout } from './head-axes.ts';
import { pairHeads } from './pair-heads.ts';
import type { MatchResult, SiteMatcher } from './site-matcher.ts';
import { readScaling, traceHeads } from './trace-heads.ts';

/**
 * Attention written out: MatMul(Q, Kᵀ) → [scale, mask, casts] → Softmax over the last axis → [casts] → MatMul with V,
 * heads on an axis of their own or folded into the batch. The scale may sit on Q, on K, on both, or on the product.
 */
export const softmaxAttention: SiteMatcher = {
  looksFor: 'Softmax between two MatMuls, the first of Q and Kᵀ',
  match(probe, anchor) {
    if (anchor.op !== 'Softmax' || !isOverLastAxis(probe, anchor)) return null;
    const [input] = anchor.inputs;
    const [output] = anchor.outputs;
    const scores = input ? findScores(probe, input) : null;
    if (!scores || !output || !feedsMatMul(probe, output)) return null;
    return readSides(probe, scores, output);
  },
};

function isOverLastAxis(probe: GraphProbe, softmax: OnnxNode): boolean {
  const rank = probe.facts(softmax.outputs[0] ?? '').shape?.length;
  // Before operator set 13 the default was the second axis.
  const axis = numberAttribute(softmax, 'axis', (probe.graph.opsets.get('') ?? 0) < 13 ? 1 : -1);
  return axis === -1 || axis + 1 === rank;
}

interface Scores {
  readonly product: OnnxNode;
  readonly factor: number;
}

const SCORE_PASSES: ReadonlySet<string> = new Set(['Cast', 'Identity', 'Reshape']);
/** Scale, casts, a reshape on either side of a mask: exports have at most seven nodes here. */
const MAX_SCORE_STEPS = 12;

/** Walks from the Softmax back to the product of Q and Kᵀ, through what may be done to scores. */
function findScores(probe: GraphProbe, tensor: string, steps = 0): Scores | null {
  const node = probe.producer(tensor);
  if (!node || steps > MAX_SCORE_STEPS) return null;
  if (node.op === 'MatMul') return { product: node, factor: 1 };
  if (node.op === 'FusedMatMul') return { product: node, factor: numberAttribute(node, 'alpha', 1) };
  const back = (from: string | undefined) => (from ? findScores(probe, from, steps + 1) : null);
  if (SCORE_PASSES.has(node.op)) return back(node.inputs[0]);
  // A mask is added, or chosen by Where; the scores are the operand that comes from a product.
  if (node.op === 'Add') return back(node.inputs[0]) ?? back(node.inputs[1]);
  if (node.op === 'Where') return back(node.inputs[1]) ?? back(node.inputs[2]);
  const scaled = readScaling(probe, node);
  const scores = scaled && back(scaled.from);
  return scores && { product: scores.product, factor: scores.factor * scaled.factor };
}

function feedsMatMul(probe: GraphProbe, probabilities: string): boolean {
  return probe.consumers(probabilities).some((node) => {
    if (node.op === 'MatMul' || node.op === 'FusedMatMul') return node.inputs[0] === probabilities;
    const passes = ['Cast', 'Identity', 'Dropout', 'Reshape'].includes(node.op);
    return passes && feedsMatMul(probe, node.outputs[0] ?? '');
  });
}

function readSides(probe: GraphProbe, { product, factor }: Scores, probabilities: string): MatchResult {
  const [left, right] = product.inputs;
  const query = traceHeads(probe, left ?? '');
  const key = traceHeads(probe, right ?? '');
  // K enters transposed, unless FusedMatMul does that itself.
  const isUpright = 'reason' in key || numberAttribute(product, 'transB', 0) === 1;
  const paired = pairHeads({ query, key: isUpright ? key : { ...key, layout: swapLastAxes(key.layout) }, factor });
  if (!paired || 'reason' in paired) return paired;
  return { match: { ...paired.match, ...probabilityTap(probe, probabilities, paired.match.heads) } };
}

/** The softmax output as `[B, heads, N, M]` or `[B·heads, N, M]`, as its own rank says (a mask may reshape the scores). */
function probabilityTap(probe: GraphProbe, tensor: string, heads: number) {
  const { shape, dataType } = probe.facts(tensor);
  const isFourAxes = shape?.length === 4 && shape[1] === heads;
  const isFolded = shape?.length === 3 && shape[0] === probe.batch * heads;
  const probabilityTensor = isFourAxes || isFolded ? tensor : null;
  return { probabilityTensor, headsInBatch: isFolded, probabilityDataType: dataType };
}

function swapLastAxes(layout: AxisLayout): AxisLayout {
  const rank = layout.length;
  const swapped = [...layout.keys()].map((axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return transposeLayout(layout, swapped);
}
