import { numbersAttribute } from '../node-attributes.ts';
import type { GraphProbe } from '../probe-graph.ts';
import type { OnnxNode } from '../types.ts';
import { type AxisLayout, layoutName, projectionLayout, reshapeLayout, transposeLayout } from './head-axes.ts';
import { readProjection } from './projection.ts';
import type { Projection } from './site-matcher.ts';

/** One side of the score product, followed back to its projection. */
export interface HeadTrace {
  readonly projection: Projection;
  /** Product of the scales met on the way. */
  readonly factor: number;
  /** Unscaled `[B, N, C]`, or `[B, N, heads, headDim]` where a flat Gemm is split at once. */
  readonly tensor: string;
  /** Axes of the operand of the score product. */
  readonly layout: AxisLayout;
}

/** Walks from an operand of the score product back through scales, casts and head splits to the projection. */
export function traceHeads(probe: GraphProbe, operand: string): HeadTrace | { readonly reason: string } {
  const moves: OnnxNode[] = [];
  let factor = 1;
  let tensor = operand;
  for (;;) {
    const projection = readProjection(probe, tensor);
    if (projection) return layOut(probe, projection, moves, factor);
    const node = probe.producer(tensor);
    if (!node) return { reason: `"${tensor}" comes from no projection` };
    const step = stepBack(probe, node);
    if (!step) return { reason: `${node.op} "${node.name}" stands between the projection and QKᵀ` };
    if (step.moves) moves.unshift(node);
    factor *= step.factor;
    tensor = step.from;
  }
}

interface Step {
  readonly from: string;
  readonly factor: number;
  /** The node moves elements: it reshapes or transposes. */
  readonly moves: boolean;
}

const MOVES: ReadonlySet<string> = new Set(['Reshape', 'Transpose', 'Squeeze', 'Unsqueeze']);
const PASSES: ReadonlySet<string> = new Set(['Cast', 'Identity', 'Dropout']);

function stepBack(probe: GraphProbe, node: OnnxNode): Step | null {
  const [first] = node.inputs;
  if (!first) return null;
  if (MOVES.has(node.op)) return { from: first, factor: 1, moves: true };
  if (PASSES.has(node.op)) return { from: first, factor: 1, moves: false };
  const scaled = readScaling(probe, node);
  return scaled && { ...scaled, moves: false };
}

/** Mul or Div by a number that is known without running the model; null for any other node. */
export function readScaling(probe: GraphProbe, node: OnnxNode): { from: string; factor: number } | null {
  const [a, b] = node.inputs;
  if (!a || !b) return null;
  const number = (tensor: string) => {
    const data = probe.facts(tensor).value?.data;
    return data?.length === 1 ? (data[0] as number) : null;
  };
  const right = number(b);
  if (node.op === 'Div') return right === null ? null : { from: a, factor: 1 / right };
  if (node.op !== 'Mul') return null;
  if (right !== null) return { from: a, factor: right };
  const left = number(a);
  return left === null ? null : { from: b, factor: left };
}

/** The axes of a tensor that is not yet scaled and has picture, token and channels in this order. */
const TAPPABLE: ReadonlySet<string> = new Set(['batch|token|channel', 'batch|token|head|dim']);

function layOut(
  probe: GraphProbe,
  projection: Projection,
  moves: readonly OnnxNode[],
  factor: number,
): HeadTrace | { readonly reason: string } {
  const unclear = { reason: `the shape of projection "${projection.output}" does not show its heads` };
  const shape = probe.facts(projection.output).shape;
  let layout = shape && projectionLayout(shape, probe.batch);
  if (!layout) return unclear;
  let tensor = TAPPABLE.has(layoutName(layout)) ? projection.output : null;
  for (const [i, node] of moves.entries()) {
    layout = moveLayout(probe, layout, node);
    if (!layout) return unclear;
    const isDirect = i === 0 && node.inputs[0] === projection.output;
    if (tensor === null && isDirect && TAPPABLE.has(layoutName(layout))) tensor = node.outputs[0] ?? null;
  }
  return tensor === null ? unclear : { projection, factor, tensor, layout };
}

function moveLayout(probe: GraphProbe, layout: AxisLayout, node: OnnxNode): AxisLayout | null {
  if (node.op === 'Transpose') {
    return transposeLayout(layout, numbersAttribute(node, 'perm') ?? layout.map((_, i) => layout.length - 1 - i));
  }
  const shape = probe.facts(node.outputs[0] ?? '').shape;
  return shape && reshapeLayout(layout, shape);
}
