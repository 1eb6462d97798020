import { numberAttribute } from '../../file/node-attributes.ts';
import type { GraphProbe } from '../../shapes/probe-graph.ts';
import type { OnnxNode } from '../../types.ts';
import type { Projection } from './site-matcher.ts';

/**
 * Reads the linear layer that ends at `tensor`: MatMul with a constant weight (behind Transpose, Cast or
 * DequantizeLinear), the Add of its bias, or Gemm. Null if the node there is none of these.
 */
export function readProjection(probe: GraphProbe, tensor: string): Projection | null {
  const node = probe.producer(tensor);
  if (!node) return null;
  if (node.op === 'MatMul') return readMatMul(probe, node, tensor);
  if (node.op === 'Gemm') return readGemm(probe, node, tensor);
  if (node.op === 'Add') return readBiasedMatMul(probe, node, tensor);
  return null;
}

function readMatMul(probe: GraphProbe, node: OnnxNode, output: string): Projection | null {
  const [input, weight] = node.inputs;
  const dims = weight ? probe.facts(weight).shape : null;
  if (!input || !weight || !isConstant(probe, weight) || dims?.length !== 2) return null;
  return { node, output, input, weight, weightTransposed: false, bias: null, channels: dims[1] as number };
}

function readGemm(probe: GraphProbe, node: OnnxNode, output: string): Projection | null {
  const [input, weight, bias] = node.inputs;
  const dims = weight ? probe.facts(weight).shape : null;
  const isPlain =
    numberAttribute(node, 'alpha', 1) === 1 &&
    numberAttribute(node, 'transA', 0) === 0 &&
    (!bias || numberAttribute(node, 'beta', 1) === 1);
  if (!input || !weight || !isPlain || !isConstant(probe, weight) || dims?.length !== 2) return null;
  const weightTransposed = numberAttribute(node, 'transB', 0) === 1;
  const channels = dims[weightTransposed ? 0 : 1] as number;
  return { node, output, input, weight, weightTransposed, bias: bias || null, channels };
}

function readBiasedMatMul(probe: GraphProbe, node: OnnxNode, output: string): Projection | null {
  for (const [product, bias] of [node.inputs, [...node.inputs].reverse()]) {
    const multiplied = product ? probe.producer(product) : undefined;
    if (!product || !bias || multiplied?.op !== 'MatMul' || !isConstant(probe, bias)) continue;
    const projection = readMatMul(probe, multiplied, product);
    const biasShape = probe.facts(bias).shape;
    if (projection && biasShape?.length === 1 && biasShape[0] === projection.channels) {
      return { ...projection, node, output, bias };
    }
  }
  return null;
}

/** Whether a tensor's numbers are the same whatever the model is given. */
function isConstant(probe: GraphProbe, tensor: string): boolean {
  return probe.facts(tensor).shape !== null && probe.facts(tensor).origins === 0;
}
