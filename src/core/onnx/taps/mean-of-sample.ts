import type { OnnxGraph, OnnxNode } from '../types.ts';

const NORMAL_OPS: ReadonlySet<string> = new Set(['RandomNormal', 'RandomNormalLike']);
const RANDOM_OPS: ReadonlySet<string> = new Set([
  ...NORMAL_OPS,
  'RandomUniform',
  'RandomUniformLike',
  'Bernoulli',
  'Multinomial',
]);
/** Operators that hand a tensor on. */
const PASSING_OPS: ReadonlySet<string> = new Set(['Cast', 'Identity']);

/** Whether a graph draws random numbers, so that the same input gives another output with each call. */
export function drawsNumbers({ nodes }: OnnxGraph): boolean {
  return nodes.some(({ op, domain }) => domain === '' && RANDOM_OPS.has(op));
}

/**
 * Exports that trace `latent_dist.sample()` of diffusers put out mean + std·noise, with the noise drawn in the graph.
 * @returns the tensor that holds the mean; null for an output that is not made that way
 */
export function meanOfSample({ nodes }: OnnxGraph, output: string): string | null {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const makerOf = (tensor: string): OnnxNode | undefined => {
    const node = producers.get(tensor);
    return node && PASSING_OPS.has(node.op) ? makerOf(node.inputs[0] ?? '') : node;
  };
  const isScaledNoise = (tensor: string) => {
    const node = makerOf(tensor);
    return node?.op === 'Mul' && node.inputs.some((input) => NORMAL_OPS.has(makerOf(input)?.op ?? ''));
  };
  const sum = makerOf(output);
  if (sum?.op !== 'Add') return null;
  const [first = '', second = ''] = sum.inputs;
  if (isScaledNoise(second)) return first;
  return isScaledNoise(first) ? second : null;
}
