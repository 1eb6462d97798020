import { numberAttribute, numbersAttribute } from '../../file/node-attributes.ts';
import type { GraphProbe } from '../../shapes/probe-graph.ts';
import { type Shape, wrapAxis } from '../../shapes/probe-types.ts';
import type { OnnxNode } from '../../types.ts';
import { type AxisLayout, reshapeLayout, transposeLayout } from './head-axes.ts';
import { type Selection, selectAxis } from './select-axis.ts';

/** Operators that rearrange a tensor's elements or take a part of them. */
export const MOVES: ReadonlySet<string> = new Set([
  'Reshape',
  'Transpose',
  'Squeeze',
  'Unsqueeze',
  'Split',
  'Slice',
  'Gather',
]);

/** The layout of `output` of a node of MOVES whose first input has this layout; null where that cannot be told. */
export function moveLayout(probe: GraphProbe, layout: AxisLayout, node: OnnxNode, output: string): AxisLayout | null {
  if (node.op === 'Transpose') {
    const order = numbersAttribute(node, 'perm') ?? layout.axes.map((_, i) => layout.axes.length - 1 - i);
    return transposeLayout(layout, order);
  }
  const from = probe.facts(node.inputs[0] ?? '').shape;
  const to = probe.facts(output).shape;
  if (!from || !to) return null;
  const select = SELECTIONS[node.op];
  if (!select) return reshapeLayout(layout, to);
  let moved: AxisLayout | null = layout;
  for (const selection of select(probe, node, { from, to, output }) ?? [null]) {
    moved = moved && selection && selectAxis(moved, selection);
  }
  return moved;
}

interface Shapes {
  readonly from: Shape;
  readonly to: Shape;
  readonly output: string;
}

type ReadSelections = (probe: GraphProbe, node: OnnxNode, shapes: Shapes) => readonly Selection[] | null;

const split: ReadSelections = (probe, node, { from, to, output }) => {
  const axis = wrapAxis(numberAttribute(node, 'axis', 0), from.length);
  const before = node.outputs.slice(0, node.outputs.indexOf(output));
  const start = before.reduce((sum, tensor) => sum + (probe.facts(tensor).shape?.[axis] ?? Number.NaN), 0);
  const end = start + (to[axis] ?? Number.NaN);
  return Number.isNaN(end) ? null : [{ axis, start, end, drops: false }];
};

/** Starts, ends, axes and steps are attributes before operator set 10. */
const slice: ReadSelections = (probe, node, { from, to }) => {
  const numbers = (name: string, input: number) =>
    numbersAttribute(node, name) ?? probe.facts(node.inputs[input] ?? '').value?.data ?? null;
  const starts = numbers('starts', 1);
  const axes = numbers('axes', 3) ?? starts?.map((_, i) => i);
  const steps = numbers('steps', 4);
  if (!starts || !axes || steps?.some((step) => step !== 1)) return null;
  return axes.map((negative, i) => {
    const axis = wrapAxis(negative, from.length);
    const size = from[axis] ?? 0;
    const at = starts[i] ?? 0;
    const start = Math.min(Math.max(at < 0 ? at + size : at, 0), size);
    return { axis, start, end: start + (to[axis] ?? 0), drops: false };
  });
};

const gather: ReadSelections = (probe, node, { from }) => {
  const index = probe.facts(node.inputs[1] ?? '').value;
  const [at] = index?.data ?? [];
  if (!index || at === undefined || index.data.length !== 1 || index.dims.length > 1) return null;
  const axis = wrapAxis(numberAttribute(node, 'axis', 0), from.length);
  const start = wrapAxis(at, from[axis] ?? 0);
  return [{ axis, start, end: start + 1, drops: index.dims.length === 0 }];
};

const SELECTIONS: Readonly<Record<string, ReadSelections>> = { Split: split, Slice: slice, Gather: gather };
