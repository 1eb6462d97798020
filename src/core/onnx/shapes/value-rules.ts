import { DataType, isIntegerType } from '../file/data-types.ts';
import { numberAttribute, numbersAttribute, tensorAttribute } from '../file/node-attributes.ts';
import type { StoredTensor } from '../types.ts';
import { inputFacts, type KnownValue, type NodeFacts, wrapAxis } from './probe-types.ts';
import { dequantisedNumber } from './quantised-shapes.ts';
import { sliceIndices } from './shape-rules.ts';

type ValueRule = (facts: NodeFacts) => KnownValue | null;

/** Longest list that is folded: shape arithmetic and scales are far shorter. */
const MAX_FOLDED = 256;

/** The numbers of a node's first output, where they follow from constants and shapes; null otherwise. */
export function foldNode(facts: NodeFacts): KnownValue | null {
  const folded = RULES[facts.node.op]?.(facts) ?? null;
  return folded && folded.data.length <= MAX_FOLDED ? folded : null;
}

export function storedValue(tensor: StoredTensor): KnownValue | null {
  return tensor.values ? { dims: tensor.dims, data: tensor.values } : null;
}

const vector = (data: readonly number[]): KnownValue => ({ dims: [data.length], data });
const scalar = (number: number): KnownValue => ({ dims: [], data: [number] });
const knownInput = (facts: NodeFacts, index: number): KnownValue | null => inputFacts(facts, index).value;

const constant: ValueRule = ({ node }) => {
  const tensor = tensorAttribute(node, 'value');
  if (tensor) return storedValue(tensor);
  const list = numbersAttribute(node, 'value_ints') ?? numbersAttribute(node, 'value_floats');
  if (list) return vector(list);
  const number = node.attributes.get('value_int') ?? node.attributes.get('value_float');
  return typeof number === 'number' ? scalar(number) : null;
};

const unary =
  (apply: (x: number, facts: NodeFacts) => number): ValueRule =>
  (facts) => {
    const x = knownInput(facts, 0);
    return x && { dims: x.dims, data: x.data.map((number) => apply(number, facts)) };
  };

/** Broadcasts a single number against a list, or two lists of one length: shape arithmetic needs no more. */
const binary =
  (apply: (a: number, b: number, isInteger: boolean) => number): ValueRule =>
  (facts) => {
    const a = knownInput(facts, 0);
    const b = knownInput(facts, 1);
    if (!a || !b) return null;
    const longer = b.data.length > a.data.length || b.dims.length > a.dims.length ? b : a;
    const at = (value: KnownValue, i: number) => value.data[value.data.length === 1 ? 0 : i] as number;
    if ([a, b].some(({ data }) => data.length !== 1 && data.length !== longer.data.length)) return null;
    const isInteger = isIntegerType(inputFacts(facts, 0).dataType);
    return { dims: longer.dims, data: longer.data.map((_, i) => apply(at(a, i), at(b, i), isInteger)) };
  };

const cast: ValueRule = (facts) => {
  const toInteger = isIntegerType(numberAttribute(facts.node, 'to', DataType.float));
  return unary((x) => (toInteger ? Math.trunc(x) : x))(facts);
};

/** The numbers stay as they are and only the shape changes, as the shape rule of the same operator says. */
const reshaped =
  (dimsOf: (facts: NodeFacts, from: KnownValue) => readonly number[] | null): ValueRule =>
  (facts) => {
    const from = knownInput(facts, 0);
    const dims = from && dimsOf(facts, from);
    return dims && { dims, data: from.data };
  };

/** Nobody reads the rank of folded numbers but Gather and Concat, which work on lists. */
const asList = reshaped((_, { data }) => [data.length]);
const squeezed = reshaped((_, { data }) => (data.length === 1 ? [] : [data.length]));

const shape: ValueRule = (facts) => {
  const dims = inputFacts(facts, 0).shape;
  if (!dims) return null;
  const start = numberAttribute(facts.node, 'start', 0);
  const end = numberAttribute(facts.node, 'end', dims.length);
  return vector(dims.slice(start, end));
};

const concat: ValueRule = ({ inputs }) => {
  const parts = inputs.map(({ value }) => value);
  return parts.every((part) => part !== null) ? vector(parts.flatMap(({ data }) => data)) : null;
};

const gather: ValueRule = (facts) => {
  const list = knownInput(facts, 0);
  const at = knownInput(facts, 1);
  if (list?.dims.length !== 1 || !at) return null;
  return { dims: at.dims, data: at.data.map((i) => list.data[wrapAxis(i, list.data.length)] as number) };
};

const slice: ValueRule = (facts) => {
  const list = knownInput(facts, 0);
  const start = numbersAttribute(facts.node, 'starts') ?? knownInput(facts, 1)?.data;
  const end = numbersAttribute(facts.node, 'ends') ?? knownInput(facts, 2)?.data;
  if (list?.dims.length !== 1 || start?.length !== 1 || end?.length !== 1) return null;
  const step = knownInput(facts, 4)?.data[0] ?? 1;
  return vector(
    sliceIndices(list.data.length, start[0] as number, end[0] as number, step).map((i) => list.data[i] as number),
  );
};

const constantOfShape: ValueRule = (facts) => {
  const sizes = knownInput(facts, 0)?.data;
  const fill = tensorAttribute(facts.node, 'value')?.values?.[0] ?? 0;
  const count = sizes?.reduce((product, size) => product * size, 1) ?? Number.POSITIVE_INFINITY;
  return sizes && count <= MAX_FOLDED ? { dims: sizes, data: Array<number>(count).fill(fill) } : null;
};

const where: ValueRule = (facts) => {
  const [condition, yes, no] = [knownInput(facts, 0), knownInput(facts, 1), knownInput(facts, 2)];
  if (!condition || !yes || !no) return null;
  const longest = [condition, yes, no].reduce((a, b) => (b.data.length > a.data.length ? b : a));
  const at = ({ data }: KnownValue, i: number) => data[data.length === 1 ? 0 : i] as number;
  return { dims: longest.dims, data: longest.data.map((_, i) => at(at(condition, i) ? yes : no, i)) };
};

const product: ValueRule = (facts) => {
  const list = knownInput(facts, 0);
  return list && scalar(list.data.reduce((a, b) => a * b, 1));
};

const RULES: Readonly<Record<string, ValueRule>> = {
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Shape: shape,
  Size: (facts) => {
    const dims = inputFacts(facts, 0).shape;
    return dims && scalar(dims.reduce((a, b) => a * b, 1));
  },
  Cast: cast,
  Identity: unary((x) => x),
  DequantizeLinear: dequantisedNumber,
  Sqrt: unary((x) => Math.sqrt(x)),
  Neg: unary((x) => -x),
  Reciprocal: unary((x) => 1 / x),
  Floor: unary((x) => Math.floor(x)),
  Ceil: unary((x) => Math.ceil(x)),
  Pow: binary((a, b) => a ** b),
  Mul: binary((a, b) => a * b),
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Div: binary((a, b, isInteger) => (isInteger ? Math.trunc(a / b) : a / b)),
  Max: binary((a, b) => Math.max(a, b)),
  Min: binary((a, b) => Math.min(a, b)),
  Equal: binary((a, b) => (a === b ? 1 : 0)),
  Unsqueeze: asList,
  Squeeze: squeezed,
  Reshape: asList,
  Expand: (facts) => {
    const from = knownInput(facts, 0);
    return from && facts.inputs[1]?.value?.data.every((size) => size === 1) ? from : null;
  },
  Concat: concat,
  Gather: gather,
  Slice: slice,
  Where: where,
  ReduceProd: product,
};
