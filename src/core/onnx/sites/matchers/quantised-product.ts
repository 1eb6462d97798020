import type { GraphProbe } from '../../shapes/probe-graph.ts';
import type { OnnxNode } from '../../types.ts';

/** A product of quantised numbers, in whatever operators it is written. */
export interface QuantisedProduct {
  /** `[…, N, K]` before it was quantised. */
  readonly left: string;
  /** A constant weight as it is stored, or like `left` what was quantised to be the other factor. */
  readonly right: string;
  readonly bias: string | null;
}

/**
 * Reads the product of quantised numbers whose floating-point result is `tensor`: MatMulNBits, DynamicQuantizeMatMul and
 * MatMulIntegerToFloat of com.microsoft (ONNX Runtime, docs/ContribOperators.md), or MatMulInteger, Cast and the Mul with
 * both scales, as ONNX Runtime's `quantize_dynamic` writes it. Null for anything else.
 */
export function readQuantisedProduct(probe: GraphProbe, tensor: string): QuantisedProduct | null {
  const node = probe.producer(tensor);
  switch (node?.op) {
    case 'MatMulNBits':
      return product(node.inputs[0], node.inputs[1], node.inputs[5]);
    case 'DynamicQuantizeMatMul':
      return product(node.inputs[0], node.inputs[1], node.inputs[4]);
    case 'MatMulIntegerToFloat':
      return ofIntegers(probe, node, node.inputs[6]);
    case 'Mul': {
      const integers = node.inputs.map((input) => integerProduct(probe, input)).find((one) => one !== null);
      return integers ? ofIntegers(probe, integers) : null;
    }
    default:
      return null;
  }
}

/** MatMulInteger behind the Cast that `tensor` is. */
function integerProduct(probe: GraphProbe, tensor: string): OnnxNode | null {
  const cast = probe.producer(tensor);
  const product = cast?.op === 'Cast' ? probe.producer(cast.inputs[0] ?? '') : undefined;
  return product?.op === 'MatMulInteger' ? product : null;
}

function ofIntegers(probe: GraphProbe, { inputs }: OnnxNode, bias?: string): QuantisedProduct | null {
  const [left = '', right = ''] = inputs;
  return product(quantisedFrom(probe, left), isConstant(probe, right) ? right : quantisedFrom(probe, right), bias);
}

function product(left: string | null | undefined, right: string | null | undefined, bias?: string) {
  return left && right ? { left, right, bias: bias || null } : null;
}

/** What an integer tensor was before it was quantised; null if nothing in the graph quantises it. */
export function quantisedFrom(probe: GraphProbe, integers: string): string | null {
  const node = probe.producer(integers);
  const isQuantised = node?.op === 'QuantizeLinear' || node?.op === 'DynamicQuantizeLinear';
  return isQuantised ? (node.inputs[0] ?? null) : null;
}

/** What QuantizeLinear and DequantizeLinear rounded `tensor` from; null if it is not rounded. */
export function beforeRounding(probe: GraphProbe, tensor: string): string | null {
  const node = probe.producer(tensor);
  return node?.op === 'DequantizeLinear' ? quantisedFrom(probe, node.inputs[0] ?? '') : null;
}

/** Whether a tensor's numbers are the same whatever the model is given. */
export function isConstant(probe: GraphProbe, tensor: string): boolean {
  return probe.facts(tensor).shape !== null && probe.facts(tensor).origins === 0;
}

/** The nodes that make `output` of `input` and constants, in an order in which they run; null if it takes more than that. */
export function nodesBetween(probe: GraphProbe, input: string, output: string): readonly OnnxNode[] | null {
  const found = new Set<OnnxNode>();
  const pending = [output];
  for (let tensor = pending.pop(); tensor !== undefined; tensor = pending.pop()) {
    if (tensor === input || tensor === '' || isConstant(probe, tensor)) continue;
    const node = probe.producer(tensor);
    if (!node) return null;
    if (found.has(node)) continue;
    found.add(node);
    pending.push(...node.inputs);
  }
  return [...found].sort((a, b) => probe.depth(a) - probe.depth(b));
}
