import { numbersAttribute, textAttribute } from '../file/node-attributes.ts';
import { inputFacts, type NodeFacts, type Shape } from './probe-types.ts';

/** Einsum with written-out axes: each letter has one size. Null for `...` and for operands of another rank. */
export function einsumShape(facts: NodeFacts): Shape | null {
  const [operands = '', output] = textAttribute(facts.node, 'equation').replaceAll(' ', '').split('->');
  const sizes = new Map<string, number>();
  for (const [i, letters] of operands.split(',').entries()) {
    const shape = inputFacts(facts, i).shape;
    if (shape?.length !== letters.length) return null;
    shape.forEach((size, axis) => {
      const letter = letters[axis] ?? '';
      sizes.set(letter, Math.max(size, sizes.get(letter) ?? 1));
    });
  }
  return output === undefined ? null : [...output].map((letter) => sizes.get(letter) ?? 1);
}

/** MultiHeadAttention gives `[B, N, C]`, also where Q, K and V come packed as `[B, N, heads, 3, d]`. */
export function multiHeadShape(facts: NodeFacts): Shape | null {
  const shape = inputFacts(facts, 0).shape;
  const [batch, tokens, heads, , dim] = shape ?? [];
  if (shape?.length !== 5 || heads === undefined || dim === undefined) return shape;
  return [batch ?? 1, tokens ?? 1, heads * dim];
}

/** `Attention`: of com.microsoft `[B, N, C]` with the width of V, of the standard operators like Q. */
export function attentionShape(facts: NodeFacts): Shape | null {
  const shape = inputFacts(facts, 0).shape;
  if (facts.node.domain !== 'com.microsoft' || !shape) return shape;
  const [, columns] = inputFacts(facts, 1).shape ?? [];
  const width = numbersAttribute(facts.node, 'qkv_hidden_sizes')?.[2] ?? (columns ?? 0) / 3;
  return [...shape.slice(0, -1), width];
}

/** BiasSplitGelu multiplies one half of the channels by the Gelu of the other. */
export function halvedShape(facts: NodeFacts): Shape | null {
  const shape = inputFacts(facts, 0).shape;
  return shape && [...shape.slice(0, -1), (shape.at(-1) ?? 0) / 2];
}

/** Facts of a convolution on `[B, H, W, C]` as those of one on `[B, C, H, W]`; the weight is `[K, …, C]`. */
export function channelsFirst(facts: NodeFacts): NodeFacts {
  const moved = facts.inputs
    .slice(0, 2)
    .map((input) => ({ ...input, shape: input.shape && swapChannels(input.shape) }));
  return { ...facts, inputs: [...moved, ...facts.inputs.slice(2)] };
}

const swapChannels = (shape: Shape): Shape => [shape[0] ?? 1, shape.at(-1) ?? 1, ...shape.slice(1, -1)];

/** `[B, C, H, W]` back as `[B, H, W, C]`. */
export function channelsLast(shape: Shape | null): Shape | null {
  return shape && [shape[0] ?? 1, ...shape.slice(2), shape[1] ?? 1];
}
