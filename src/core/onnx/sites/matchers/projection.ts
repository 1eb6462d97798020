import { numberAttribute } from '../../file/node-attributes.ts';
import type { GraphProbe } from '../../shapes/probe-graph.ts';
import type { OnnxNode } from '../../types.ts';
import { beforeRounding, isConstant, nodesBetween, readQuantisedProduct } from './quantised-product.ts';
import type { Projection } from './site-matcher.ts';

/**
 * Reads the linear layer that ends at `tensor`: MatMul with a constant weight (behind Transpose, Cast, DequantizeLinear or
 * whatever else makes it of constants), the Add of its bias, Gemm, or a product of quantised numbers; each perhaps between
 * roundings by QuantizeLinear and DequantizeLinear. Null if the node there is none of these.
 */
export function readProjection(probe: GraphProbe, tensor: string): Projection | null {
  const node = probe.producer(tensor);
  if (!node) return null;
  if (node.op === 'Add') return readBiased(probe, node, tensor);
  const unrounded = beforeRounding(probe, tensor);
  if (unrounded !== null) return repeated(probe, readProjection(probe, unrounded), tensor);
  const plain = node.op === 'MatMul' ? readMatMul(probe, node, tensor) : readGemm(probe, node, tensor);
  if (!plain) return readQuantised(probe, node, tensor);
  const input = beforeRounding(probe, plain.input);
  return input === null ? plain : repeated(probe, { ...plain, input }, tensor);
}

function readMatMul(probe: GraphProbe, node: OnnxNode, output: string): Projection | null {
  const [input, weight] = node.inputs;
  const dims = weight ? probe.facts(weight).shape : null;
  if (!input || !weight || !isConstant(probe, weight) || dims?.length !== 2) return null;
  const channels = dims[1] as number;
  return { node, output, input, weight, weightTransposed: false, bias: null, repeated: null, channels };
}

function readGemm(probe: GraphProbe, node: OnnxNode, output: string): Projection | null {
  if (node.op !== 'Gemm') return null;
  const [input, weight, bias] = node.inputs;
  const dims = weight ? probe.facts(weight).shape : null;
  const isPlain =
    numberAttribute(node, 'alpha', 1) === 1 &&
    numberAttribute(node, 'transA', 0) === 0 &&
    (!bias || numberAttribute(node, 'beta', 1) === 1);
  if (!input || !weight || !isPlain || !isConstant(probe, weight) || dims?.length !== 2) return null;
  const weightTransposed = numberAttribute(node, 'transB', 0) === 1;
  const channels = dims[weightTransposed ? 0 : 1] as number;
  return { node, output, input, weight, weightTransposed, bias: bias || null, repeated: null, channels };
}

function readQuantised(probe: GraphProbe, node: OnnxNode, output: string): Projection | null {
  const product = readQuantisedProduct(probe, output);
  const channels = probe.facts(output).shape?.at(-1);
  if (!product || !isConstant(probe, product.right) || channels === undefined) return null;
  const layer = { weight: product.right, weightTransposed: false, bias: product.bias, repeated: null };
  return repeated(probe, { node, output, input: product.left, channels, ...layer }, output);
}

function readBiased(probe: GraphProbe, node: OnnxNode, output: string): Projection | null {
  for (const [product, bias] of [node.inputs, [...node.inputs].reverse()]) {
    if (!product || !bias || !isConstant(probe, bias)) continue;
    const projection = readProjection(probe, product);
    const biasShape = probe.facts(bias).shape;
    if (!projection || projection.bias || biasShape?.length !== 1 || biasShape[0] !== projection.channels) continue;
    const sum = { ...projection, node, output, bias };
    return projection.repeated ? repeated(probe, sum, output) : sum;
  }
  return null;
}

/** The projection ending at `output`, as nodes to be repeated on another input. Null where those read more than that input. */
function repeated(probe: GraphProbe, projection: Projection | null, output: string): Projection | null {
  if (!projection) return null;
  const { input } = projection;
  const nodes = nodesBetween(probe, input, output);
  return nodes && { ...projection, output, repeated: { input, output, nodes } };
}
