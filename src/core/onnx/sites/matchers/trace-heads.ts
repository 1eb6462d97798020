import type { GraphProbe } from '../../shapes/probe-graph.ts';
import type { OnnxNode } from '../../types.ts';
import { type AxisLayout, layoutName, projectionLayout } from './head-axes.ts';
import { MOVES, moveLayout } from './layout-moves.ts';
import { readProjection } from './projection.ts';
import type { Projection } from './site-matcher.ts';

/** One side of the score product, followed back to its projection. */
export interface HeadTrace {
  readonly projection: Projection;
  /** Product of the scales met on the way. */
  readonly factor: number;
  /** Axes of the operand of the score product. */
  readonly layout: AxisLayout;
  /** Tensors on the way that are not yet scaled and have picture, token and channels in this order. */
  readonly tappable: readonly Tappable[];
}

interface Tappable {
  readonly tensor: string;
  readonly layout: AxisLayout;
}

type Move = readonly [node: OnnxNode, output: string];

/** Walks from an operand of the score product back through scales, casts and head splits to the projection. */
export function traceHeads(probe: GraphProbe, operand: string): HeadTrace | { readonly reason: string } {
  const moves: Move[] = [];
  let factor = 1;
  let tensor = operand;
  for (;;) {
    const projection = readProjection(probe, tensor);
    if (projection) return layOut(probe, projection, moves, factor);
    const node = probe.producer(tensor);
    if (!node) return { reason: `"${tensor}" comes from no projection` };
    const step = stepBack(probe, node);
    if (!step) return { reason: `${node.op} "${node.name}" stands between the projection and QKᵀ` };
    if (step.moves) moves.unshift([node, tensor]);
    factor *= step.factor;
    tensor = step.from;
  }
}

interface Step {
  readonly from: string;
  readonly factor: number;
  readonly moves: boolean;
}

const PASSES: ReadonlySet<string> = new Set(['Cast', 'Identity', 'Dropout', 'QuantizeLinear', 'DequantizeLinear']);

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

const TAPPABLE: ReadonlySet<string> = new Set(['batch|token|channel', 'batch|token|head|dim', 'batch|token||channel']);

function layOut(
  probe: GraphProbe,
  projection: Projection,
  moves: readonly Move[],
  factor: number,
): HeadTrace | { readonly reason: string } {
  const unclear = { reason: `the shape of projection "${projection.output}" does not show its heads` };
  const shape = probe.facts(projection.output).shape;
  let layout = shape && projectionLayout(shape, probe.batch);
  if (!layout) return unclear;
  const tappable: Tappable[] = [];
  let unscaled: string | null = projection.output;
  const look = (tensor: string, at: AxisLayout) => {
    if (at.pieces.length === 0 && TAPPABLE.has(layoutName(at))) tappable.push({ tensor, layout: at });
  };
  look(projection.output, layout);
  for (const [node, output] of moves) {
    layout = moveLayout(probe, layout, node, output);
    if (!layout) return unclear;
    unscaled = unscaled === node.inputs[0] ? output : null;
    if (unscaled) look(unscaled, layout);
  }
  return { projection, factor, layout, tappable };
}
