import { FragmentWriter } from '../file/fragment-writer.ts';
import { numberAttribute } from '../file/node-attributes.ts';
import { GraphField, ModelField } from '../file/onnx-fields.ts';
import { readOnnxGraph } from '../file/read-graph.ts';
import { readNode } from '../file/read-node.ts';
import type { OnnxNode } from '../types.ts';
import { isFusedNorm, writeOutNorm } from './fused-norm.testkit.ts';
import { rewrite } from './rewrite-model.testkit.ts';

/**
 * The model with every packed MultiHeadAttention and fused GroupNorm written out, under the same tensor names: ONNX Runtime
 * has no CPU kernel for Q, K and V in one tensor, nor for the norms, only for the GPU. Other models stay as they are.
 */
export function writeOutPacked(model: Uint8Array): Uint8Array {
  const packed = readOnnxGraph(model).nodes.filter(isWrittenOut);
  if (packed.length === 0) return model;
  const writer = new FragmentWriter('written_out/');
  for (const node of packed) {
    if (isFusedNorm(node)) writeOutNorm(writer, node);
    else writeOut(writer, node);
  }
  const dropPacked = (graph: Uint8Array) =>
    rewrite(graph, (field, bytes) => (field === GraphField.node && isWrittenOut(readNode(bytes)) ? null : bytes));
  const rest = rewrite(model, (field, bytes) => (field === ModelField.graph ? dropPacked(bytes) : bytes));
  return Buffer.concat([rest, writer.finish()]);
}

const isPacked = ({ op, inputs }: OnnxNode) => op === 'MultiHeadAttention' && inputs.length < 3;
const isWrittenOut = (node: OnnxNode) => isPacked(node) || isFusedNorm(node);

function writeOut(writer: FragmentWriter, node: OnnxNode): void {
  const [first = '', second] = node.inputs;
  const heads = numberAttribute(node, 'num_heads', 0);
  const part = (tensor: string, index: number) =>
    writer.node('Squeeze', [
      writer.node('Gather', [tensor, writer.integers([index])], { axis: 3 }),
      writer.integers([3]),
    ]);
  const split = (tensor: string) => writer.node('Reshape', [tensor, writer.integers([0, 0, heads, -1])]);
  const [q, k, v] = second
    ? [split(first), part(second, 0), part(second, 1)]
    : [part(first, 0), part(first, 1), part(first, 2)];
  const turn = (tensor: string, perm: readonly number[]) => writer.node('Transpose', [tensor], { perm });
  const scores = writer.node('MatMul', [turn(q, [0, 2, 1, 3]), turn(k, [0, 2, 3, 1])]);
  // 1/√headDim, with headDim read off K as `[B, M, heads, headDim]`.
  const width = writer.node('Gather', [writer.node('Shape', [k]), writer.integers([3])]);
  const root = writer.node('Sqrt', [writer.node('Cast', [width], { to: 1 })]);
  const softmax = writer.node('Softmax', [writer.node('Div', [scores, root])], { axis: 3 });
  const joined = turn(writer.node('MatMul', [softmax, turn(v, [0, 2, 1, 3])]), [0, 2, 1, 3]);
  writer.node('Reshape', [joined, writer.integers([0, 0, -1])], {}, node.outputs[0]);
}
