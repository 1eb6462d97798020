import { DataType } from '../file/data-types.ts';
import { numberAttribute } from '../file/node-attributes.ts';
import type { OnnxNode } from '../types.ts';
import { inputFacts, type KnownValue, type NodeFacts, type Shape, type TensorFacts } from './probe-types.ts';

/** MatMulNBits: `[…, K]` by a weight of N rows, in whatever blocks it is packed. */
export function bitsProductShape(facts: NodeFacts): Shape | null {
  const shape = inputFacts(facts, 0).shape;
  return shape && [...shape.slice(0, -1), numberAttribute(facts.node, 'N', 0)];
}

/** QLinearMatMul and QLinearConv, whose weight is the fourth input, as MatMul and Conv. */
export function weightSecond(facts: NodeFacts): NodeFacts {
  return { ...facts, inputs: [inputFacts(facts, 0), inputFacts(facts, 3), ...facts.inputs.slice(6)] };
}

/** GatherBlockQuantized: as Gather, but a byte of uint8 data holds as many numbers as `bits` lets it. */
export function blockGatherFacts(facts: NodeFacts): NodeFacts {
  const [data, ...rest] = facts.inputs;
  const perByte = data?.dataType === DataType.uint8 ? 8 / numberAttribute(facts.node, 'bits', 4) : 1;
  const shape = data?.shape?.map((size, i, all) => (i === all.length - 1 ? size * perByte : size)) ?? null;
  const { node, opset } = facts;
  const axis = numberAttribute(node, 'gather_axis', 0);
  return {
    opset,
    node: { ...node, attributes: new Map([...node.attributes, ['axis', axis]]) },
    inputs: data ? [{ ...data, shape }, ...rest] : rest,
  };
}

/** Dtype of output `index` of an operator that quantises, dequantises or multiplies integers; null for other operators. */
export function quantisedType(node: OnnxNode, inputs: readonly TensorFacts[], index: number): number | null {
  const typeOf = (input: number) => inputs[input]?.dataType || 0;
  switch (node.op) {
    case 'QuantizeLinear':
      return typeOf(2) || numberAttribute(node, 'output_dtype', 0) || DataType.uint8;
    case 'DynamicQuantizeLinear':
      return index === 1 ? DataType.float : DataType.uint8;
    case 'DequantizeLinear':
      return typeOf(1);
    case 'MatMulInteger':
    case 'ConvInteger':
      return DataType.int32;
    case 'MatMulIntegerToFloat':
    case 'GatherBlockQuantized':
      return typeOf(2);
    case 'QAttention':
      return typeOf(3);
    default:
      return null;
  }
}

/** A single number, (x − zero point)·scale: scales of attention are stored quantised too. */
export function dequantisedNumber(facts: NodeFacts): KnownValue | null {
  const [x, scale, zeroPoint] = [0, 1, 2].map((index) => inputFacts(facts, index).value);
  const at = (value: KnownValue | null | undefined) => (value?.data.length === 1 ? (value.data[0] as number) : null);
  const [number, step] = [at(x), at(scale)];
  if (!x || number === null || step === null) return null;
  return { dims: x.dims, data: [(number - (at(zeroPoint) ?? 0)) * step] };
}
