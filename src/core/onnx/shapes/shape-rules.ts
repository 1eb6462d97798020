import { numberAttribute, numbersAttribute, tensorAttribute } from '../file/node-attributes.ts';
import {
  attentionShape,
  channelsFirst,
  channelsLast,
  einsumShape,
  halvedShape,
  multiHeadShape,
} from './fused-shapes.ts';
import { convShape, padShape, poolShape, resizeShape, transposedConvShape } from './picture-shapes.ts';
import { inputFacts, type NodeFacts, type Shape, wrapAxis } from './probe-types.ts';
import { bitsProductShape, blockGatherFacts, weightSecond } from './quantised-shapes.ts';

type ShapeRule = (facts: NodeFacts) => readonly (Shape | null)[];

/**
 * Shapes of a node's outputs (operator specifications in ONNX's Operators.md). An operator without a rule passes its
 * first input's shape on, which holds for activations, normalisations and most fused operators; attention sites
 * whose shapes then disagree with their weights are refused later.
 */
export function outputShapes(facts: NodeFacts): readonly (Shape | null)[] {
  const rule = RULES[facts.node.op];
  return rule ? rule(facts) : [shapeOf(facts, 0)];
}

const shapeOf = (facts: NodeFacts, index: number): Shape | null => inputFacts(facts, index).shape;

/** Numbers that are an attribute in old operator sets and an input in new ones. */
function numbersOf(facts: NodeFacts, attribute: string, index: number): readonly number[] | null {
  return numbersAttribute(facts.node, attribute) ?? inputFacts(facts, index).value?.data ?? null;
}

const broadcast: ShapeRule = ({ inputs }) => {
  let result: Shape = [];
  for (const { shape } of inputs) {
    if (!shape) return [null];
    result = broadcastShapes(result, shape);
  }
  return [result];
};

function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const at = (shape: Shape, i: number) => shape[i - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, i) => (at(a, i) === 1 ? at(b, i) : at(a, i)));
}

const matMul: ShapeRule = (facts) => {
  const a = transposeLast(shapeOf(facts, 0), numberAttribute(facts.node, 'transA', 0));
  const b = transposeLast(shapeOf(facts, 1), numberAttribute(facts.node, 'transB', 0));
  if (!a || !b || a.length < 2 || b.length < 2) return [null];
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  return [[...batch, a.at(-2) ?? 1, b.at(-1) ?? 1]];
};

function transposeLast(shape: Shape | null, transposed: number): Shape | null {
  if (!shape || !transposed) return shape;
  return [...shape.slice(0, -2), ...shape.slice(-2).reverse()];
}

const transpose: ShapeRule = (facts) => {
  const shape = shapeOf(facts, 0);
  if (!shape) return [null];
  const order = numbersAttribute(facts.node, 'perm') ?? shape.map((_, i) => shape.length - 1 - i);
  return [order.map((axis) => shape[axis] ?? 1)];
};

const reshape: ShapeRule = (facts) => {
  const from = shapeOf(facts, 0);
  const wanted = numbersOf(facts, 'shape', 1);
  if (!from || !wanted) return [null];
  const keepsZero = numberAttribute(facts.node, 'allowzero', 0) === 1;
  const sizes = wanted.map((size, i) => (size === 0 && !keepsZero ? (from[i] ?? 1) : size));
  const count = from.reduce((product, size) => product * size, 1);
  const known = sizes.reduce((product, size) => (size === -1 ? product : product * size), 1);
  return [sizes.map((size) => (size === -1 ? count / known : size))];
};

const squeeze: ShapeRule = (facts) => {
  const shape = shapeOf(facts, 0);
  if (!shape) return [null];
  const axes = numbersOf(facts, 'axes', 1)?.map((axis) => wrapAxis(axis, shape.length));
  return [shape.filter((size, i) => (axes ? !axes.includes(i) : size !== 1))];
};

const unsqueeze: ShapeRule = (facts) => {
  const shape = shapeOf(facts, 0);
  const axes = numbersOf(facts, 'axes', 1);
  if (!shape || !axes) return [null];
  const rank = shape.length + axes.length;
  const added = new Set(axes.map((axis) => wrapAxis(axis, rank)));
  const rest = [...shape];
  return [Array.from({ length: rank }, (_, i) => (added.has(i) ? 1 : (rest.shift() ?? 1)))];
};

const concat: ShapeRule = ({ node, inputs }) => {
  const shapes = inputs.map(({ shape }) => shape);
  const first = shapes[0];
  if (!first || shapes.some((shape) => !shape)) return [null];
  const axis = wrapAxis(numberAttribute(node, 'axis', 0), first.length);
  const total = shapes.reduce((sum, shape) => sum + (shape?.[axis] ?? 0), 0);
  return [first.map((size, i) => (i === axis ? total : size))];
};

const split: ShapeRule = (facts) => {
  const shape = shapeOf(facts, 0);
  const { outputs } = facts.node;
  if (!shape) return outputs.map(() => null);
  const axis = wrapAxis(numberAttribute(facts.node, 'axis', 0), shape.length);
  const parts = numbersOf(facts, 'split', 1) ?? outputs.map(() => Math.ceil((shape[axis] ?? 0) / outputs.length));
  return outputs.map((_, part) => shape.map((size, i) => (i === axis ? (parts[part] ?? 0) : size)));
};

const slice: ShapeRule = (facts) => {
  const shape = shapeOf(facts, 0);
  const starts = numbersOf(facts, 'starts', 1);
  const ends = numbersOf(facts, 'ends', 2);
  if (!shape || !starts || !ends) return [null];
  const axes = numbersOf(facts, 'axes', 3) ?? starts.map((_, i) => i);
  const steps = inputFacts(facts, 4).value?.data ?? starts.map(() => 1);
  const sliced = [...shape];
  axes.forEach((negativeAxis, i) => {
    const axis = wrapAxis(negativeAxis, shape.length);
    const size = shape[axis] ?? 0;
    sliced[axis] = sliceIndices(size, starts[i] ?? 0, ends[i] ?? size, steps[i] ?? 1).length;
  });
  return [sliced];
};

/** Indices that Slice takes on one axis, with negative and overlong bounds as in the specification. */
export function sliceIndices(size: number, start: number, end: number, step: number): number[] {
  const bound = (at: number, low: number, high: number) => Math.min(Math.max(at < 0 ? at + size : at, low), high);
  const indices: number[] = [];
  if (step > 0) for (let i = bound(start, 0, size); i < bound(end, 0, size); i += step) indices.push(i);
  else for (let i = bound(start, 0, size - 1); i > bound(end, -1, size - 1); i += step) indices.push(i);
  return indices;
}

const gather: ShapeRule = (facts) => {
  const data = shapeOf(facts, 0);
  const indices = shapeOf(facts, 1);
  if (!data || !indices) return [null];
  const axis = wrapAxis(numberAttribute(facts.node, 'axis', 0), data.length);
  return [[...data.slice(0, axis), ...indices, ...data.slice(axis + 1)]];
};

const reduce: ShapeRule = (facts) => {
  const shape = shapeOf(facts, 0);
  if (!shape) return [null];
  const axes = (numbersOf(facts, 'axes', 1) ?? shape.map((_, i) => i)).map((axis) => wrapAxis(axis, shape.length));
  if (numberAttribute(facts.node, 'keepdims', 1) === 1) return [shape.map((size, i) => (axes.includes(i) ? 1 : size))];
  return [shape.filter((_, i) => !axes.includes(i))];
};

const sizesFromInput =
  (index: number): ShapeRule =>
  (facts) => [inputFacts(facts, index).value?.data ?? null];

const expand: ShapeRule = (facts) => {
  const shape = shapeOf(facts, 0);
  const wanted = inputFacts(facts, 1).value?.data;
  return [shape && wanted ? broadcastShapes(shape, wanted) : null];
};

const constant: ShapeRule = ({ node }) => [
  tensorAttribute(node, 'value')?.dims ?? (node.attributes.has('value_ints') ? null : []),
];

const RULES: Readonly<Record<string, ShapeRule>> = {
  ...Object.fromEntries(
    'Add Sub Mul Div Pow Mod Min Max Sum Mean Where Equal Greater GreaterOrEqual Less LessOrEqual And Or BiasAdd PRelu'
      .split(' ')
      .map((op) => [op, broadcast]),
  ),
  ...Object.fromEntries(
    'ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL2 ReduceSumSquare'.split(' ').map((op) => [op, reduce]),
  ),
  MatMul: matMul,
  FusedMatMul: matMul,
  MatMulInteger: matMul,
  MatMulIntegerToFloat: matMul,
  DynamicQuantizeMatMul: matMul,
  QLinearMatMul: (facts) => matMul(weightSecond(facts)),
  MatMulNBits: (facts) => [bitsProductShape(facts)],
  DynamicQuantizeLinear: (facts) => [shapeOf(facts, 0), [], []],
  Gemm: matMul,
  Einsum: (facts) => [einsumShape(facts)],
  Attention: (facts) => [attentionShape(facts)],
  QAttention: (facts) => [attentionShape(facts)],
  MultiHeadAttention: (facts) => [multiHeadShape(facts)],
  BiasSplitGelu: (facts) => [halvedShape(facts)],
  // Their last output is the sum before the normalisation, which the layers after them read.
  SkipLayerNormalization: (facts) => [shapeOf(facts, 0), null, null, shapeOf(facts, 0)],
  SkipGroupNorm: (facts) => [shapeOf(facts, 0), shapeOf(facts, 0)],
  Transpose: transpose,
  Reshape: reshape,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Concat: concat,
  Split: split,
  Slice: slice,
  Gather: gather,
  GatherBlockQuantized: (facts) => gather(blockGatherFacts(facts)),
  Shape: (facts) => [shapeOf(facts, 0) ? [shapeOf(facts, 0)?.length ?? 0] : null],
  Size: () => [[]],
  Constant: constant,
  ConstantOfShape: sizesFromInput(0),
  Expand: expand,
  Conv: (facts) => [convShape(facts)],
  ConvInteger: (facts) => [convShape(facts)],
  QLinearConv: (facts) => [convShape(weightSecond(facts))],
  NhwcConv: (facts) => [channelsLast(convShape(channelsFirst(facts)))],
  ConvTranspose: (facts) => [transposedConvShape(facts)],
  AveragePool: (facts) => [poolShape(facts)],
  MaxPool: (facts) => [poolShape(facts)],
  GlobalAveragePool: (facts) => [shapeOf(facts, 0)?.map((size, i) => (i < 2 ? size : 1)) ?? null],
  Pad: (facts) => [padShape(facts)],
  Resize: (facts) => [resizeShape(facts)],
  Upsample: (facts) => [resizeShape(facts)],
};
