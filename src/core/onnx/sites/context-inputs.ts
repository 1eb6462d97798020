import type { OnnxGraph, TensorInfo } from '../types.ts';

/** The noisy latents `[B, C, H, W]`; null in a graph that works on no picture. */
export function sampleInput({ inputs }: OnnxGraph): TensorInfo | null {
  return inputs.find(({ name }) => name === 'sample') ?? inputs.find(({ shape }) => shape.length === 4) ?? null;
}

/** Inputs that carry the prompt's hidden states `[B, T, context]`: the usual name, or every other input of rank 3. */
export function contextInputs(graph: OnnxGraph): readonly TensorInfo[] {
  const named = graph.inputs.filter(({ name }) => name === 'encoder_hidden_states');
  if (named.length > 0) return named;
  const sample = sampleInput(graph);
  return graph.inputs.filter((input) => input.shape.length === 3 && input !== sample);
}
