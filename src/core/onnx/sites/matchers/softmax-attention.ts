import { numberAttribute, textAttribute } from '../../file/node-attributes.ts';
import type { GraphProbe } from '../../shapes/probe-graph.ts';
import type { OnnxNode } from '../../types.ts';
import { readEinsumProduct, reorder, swapLastAxes } from './einsum-scores.ts';
import { pairHeads, type Sides } from './pair-heads.ts';
import { readQuantisedProduct } from './quantised-product.ts';
import type { MatchResult, SiteMatcher } from './site-matcher.ts';
import { readScaling, traceHeads } from './trace-heads.ts';

/**
 * Attention written out: MatMul(Q, Kᵀ) or Einsum → [scale, mask, casts] → Softmax over the last axis → [casts] → MatMul or
 * Einsum with V, heads on an axis of their own or folded into the batch. The scale may sit on Q, on K, on both, or on the
 * product. Attention computed in slices gives one match a slice.
 */
export const softmaxAttention: SiteMatcher = {
  looksFor: 'Softmax between two MatMuls or Einsums, the first of Q and Kᵀ',
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
  /** Of the product, as they were before they were quantised. */
  readonly operands: readonly string[];
  readonly factor: number;
  readonly isRounded: boolean;
}

const SCORE_PASSES: ReadonlySet<string> = new Set([
  'Cast',
  'Identity',
  'Reshape',
  'QuantizeLinear',
  'DequantizeLinear',
]);
/** Scale, casts, a reshape on either side of a mask: exports have at most seven nodes here. */
const MAX_SCORE_STEPS = 12;

/** Walks from the Softmax back to the product of Q and Kᵀ, through what may be done to scores. */
function findScores(probe: GraphProbe, tensor: string, steps = 0): Scores | null {
  const node = probe.producer(tensor);
  if (!node || steps > MAX_SCORE_STEPS) return null;
  const product = { product: node, operands: node.inputs, factor: 1, isRounded: false };
  if (['MatMul', 'Einsum', 'QLinearMatMul'].includes(node.op)) return product;
  if (node.op === 'FusedMatMul') return { ...product, factor: numberAttribute(node, 'alpha', 1) };
  const quantised = readQuantisedProduct(probe, tensor);
  if (quantised) return { ...product, operands: [quantised.left, quantised.right], isRounded: true };
  const back = (from: string | undefined) => (from ? findScores(probe, from, steps + 1) : null);
  if (SCORE_PASSES.has(node.op)) {
    const scores = back(node.inputs[0]);
    return scores && { ...scores, isRounded: scores.isRounded || node.op === 'QuantizeLinear' };
  }
  // A mask is added, or chosen by Where; the scores are the operand that comes from a product.
  if (node.op === 'Add') return back(node.inputs[0]) ?? back(node.inputs[1]);
  if (node.op === 'Where') return back(node.inputs[1]) ?? back(node.inputs[2]);
  const scaled = readScaling(probe, node);
  const scores = scaled && back(scaled.from);
  return scores && { ...scores, factor: scores.factor * scaled.factor };
}

const PRODUCTS: ReadonlySet<string> = new Set([
  'MatMul',
  'FusedMatMul',
  'MatMulInteger',
  'MatMulIntegerToFloat',
  'QLinearMatMul',
]);
/** Where takes the place of rows that a mask left without a number. */
const PROBABILITY_PASSES: ReadonlySet<string> = new Set([
  ...['Cast', 'Identity', 'Dropout', 'Reshape', 'Where'],
  ...['QuantizeLinear', 'DequantizeLinear', 'DynamicQuantizeLinear'],
]);

function feedsMatMul(probe: GraphProbe, probabilities: string): boolean {
  return probe.consumers(probabilities).some((node) => {
    if (PRODUCTS.has(node.op)) return node.inputs[0] === probabilities;
    if (node.op === 'Einsum') return true;
    return PROBABILITY_PASSES.has(node.op) && feedsMatMul(probe, node.outputs[0] ?? '');
  });
}

function readSides(probe: GraphProbe, scores: Scores, probabilities: string): MatchResult {
  const { product, factor } = scores;
  if (product.op === 'QLinearMatMul')
    return { reason: 'QLinearMatMul takes Q and K as integers; QDQ models are tapped' };
  const sides = product.op === 'Einsum' ? einsumSides(probe, product) : productSides(probe, scores);
  if ('reason' in sides) return sides;
  const paired = pairHeads(probe, { ...sides, factor });
  if (!paired || 'reason' in paired) return paired;
  const { heads, share } = paired.match;
  if (share < 1 || !sides.isInOrder) return paired;
  const tap = probabilityTap(probe, probabilities, heads);
  return { match: { ...paired.match, ...tap, hasRoundedScores: scores.isRounded } };
}

type ProductSides = Pick<Sides, 'query' | 'key'> & { readonly isInOrder: boolean };

function productSides(probe: GraphProbe, { product, operands }: Scores): ProductSides {
  const [left, right] = operands;
  const key = traceHeads(probe, right ?? '');
  // K enters transposed, unless FusedMatMul does that itself.
  const isUpright = 'reason' in key || numberAttribute(product, 'transB', 0) === 1;
  return {
    query: traceHeads(probe, left ?? ''),
    key: isUpright ? key : reorder(key, swapLastAxes(key.layout)),
    isInOrder: true,
  };
}

function einsumSides(probe: GraphProbe, product: OnnxNode): ProductSides | { readonly reason: string } {
  const read = readEinsumProduct(product);
  if (!read) return { reason: `Einsum "${textAttribute(product, 'equation')}" is no product of Q and K` };
  const { query, queryOrder, keyOrder, isInOrder } = read;
  return {
    query: reorder(traceHeads(probe, product.inputs[query] ?? ''), queryOrder),
    key: reorder(traceHeads(probe, product.inputs[1 - query] ?? ''), keyOrder),
    isInOrder,
  };
}

/** The softmax output as `[B, heads, N, M]` or `[B·heads, N, M]`, as its own rank says (a mask may reshape the scores). */
function probabilityTap(probe: GraphProbe, tensor: string, heads: number) {
  const { shape, dataType } = probe.facts(tensor);
  const isFourAxes = shape?.length === 4 && shape[1] === heads;
  const isFolded = shape?.length === 3 && shape[0] === probe.batch * heads;
  const probabilityTensor = isFourAxes || isFolded ? tensor : null;
  return { probabilityTensor, headsInBatch: isFolded, probabilityDataType: dataType };
}
