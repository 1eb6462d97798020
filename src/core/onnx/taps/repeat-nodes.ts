import type { FragmentWriter } from '../file/fragment-writer.ts';
import { numberAttribute } from '../file/node-attributes.ts';
import type { OnnxNode, RepeatedNodes } from '../types.ts';

/**
 * Runs nodes of the graph once more, on another input `[1, T, …]`: a quantised layer rounds it, and multiplies it by its
 * integers, just as it does the graph's own. Returns what takes the place of `output`.
 */
export function repeatNodes(writer: FragmentWriter, { input, output, nodes }: RepeatedNodes, other: string): string {
  const renamed = new Map([[input, other]]);
  for (const node of nodes) {
    const inputs = node.inputs.map((tensor) => renamed.get(tensor) ?? tensor);
    const outputs = node.op === 'Gemm' ? [writeGemm(writer, node, inputs)] : writer.copy(node, inputs);
    for (const [i, tensor] of node.outputs.entries()) renamed.set(tensor, outputs[i] ?? '');
  }
  return renamed.get(output) ?? output;
}

/** Gemm takes flattened tokens only; MatMul takes them as they are. */
function writeGemm(writer: FragmentWriter, node: OnnxNode, [x = '', weight = '', bias]: readonly string[]): string {
  const isTransposed = numberAttribute(node, 'transB', 0) === 1;
  const upright = isTransposed ? writer.node('Transpose', [weight], { perm: [1, 0] }) : weight;
  const product = writer.node('MatMul', [x, upright]);
  return bias ? writer.node('Add', [product, bias]) : product;
}
