import type { FragmentWriter } from '../file/fragment-writer.ts';
import type { OnnxGraph } from '../types.ts';

/** Makes tensors outputs of the graph. Naming one twice is an error in ONNX, so those that are outputs already are left. */
export function outputOnce(writer: FragmentWriter, graph: OnnxGraph): (tensor: string) => string {
  const shown = new Set(graph.outputs.map(({ name }) => name));
  return (tensor) => {
    if (!shown.has(tensor)) writer.output(tensor);
    shown.add(tensor);
    return tensor;
  };
}
