import type { ModelIo, OnnxGraph } from '../types.ts';

/**
 * Names, dtypes and shapes of a model's inputs and outputs, by which the engine builds its tensors (ids as int32 or
 * int64, timestep as a scalar or a list, half or single precision). A free dimension is its symbolic name.
 */
export function describeModelIo(graph: OnnxGraph): ModelIo {
  return { inputs: graph.inputs, outputs: graph.outputs };
}
