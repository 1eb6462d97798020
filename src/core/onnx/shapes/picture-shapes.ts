import { numberAttribute, numbersAttribute, textAttribute } from '../file/node-attributes.ts';
import { inputFacts, type NodeFacts, type Shape } from './probe-types.ts';

/** Conv: `[B, C, …]` with weight `[K, C/group, …]` gives `[B, K, …]`; a stride of 2 halves the sides. */
export function convShape(facts: NodeFacts): Shape | null {
  const shape = inputFacts(facts, 0).shape;
  const weight = inputFacts(facts, 1).shape;
  if (!shape || !weight) return null;
  return [shape[0] ?? 1, weight[0] ?? 1, ...windowSides(facts, shape.slice(2), weight.slice(2))];
}

export function poolShape(facts: NodeFacts): Shape | null {
  const shape = inputFacts(facts, 0).shape;
  const kernel = numbersAttribute(facts.node, 'kernel_shape');
  if (!shape || !kernel) return null;
  return [...shape.slice(0, 2), ...windowSides(facts, shape.slice(2), kernel)];
}

/** How often a window of `kernel` fits into each side: ⌊(side + pads − dilation·(kernel − 1) − 1)/stride⌋ + 1. */
function windowSides({ node }: NodeFacts, sides: Shape, kernel: Shape): Shape {
  const strides = numbersAttribute(node, 'strides');
  const dilations = numbersAttribute(node, 'dilations');
  const pads = numbersAttribute(node, 'pads');
  const autoPad = textAttribute(node, 'auto_pad');
  return sides.map((side, i) => {
    const stride = strides?.[i] ?? 1;
    if (autoPad.startsWith('SAME')) return Math.ceil(side / stride);
    const padded = side + (pads?.[i] ?? 0) + (pads?.[i + sides.length] ?? 0);
    return Math.floor((padded - (dilations?.[i] ?? 1) * ((kernel[i] ?? 1) - 1) - 1) / stride) + 1;
  });
}

/** ConvTranspose: stride·(side − 1) + kernel − pads + output padding, for dilation 1. */
export function transposedConvShape(facts: NodeFacts): Shape | null {
  const { node } = facts;
  const shape = inputFacts(facts, 0).shape;
  const weight = inputFacts(facts, 1).shape;
  if (!shape || !weight) return null;
  const strides = numbersAttribute(node, 'strides');
  const pads = numbersAttribute(node, 'pads');
  const added = numbersAttribute(node, 'output_padding');
  const rank = shape.length - 2;
  const sides = shape.slice(2).map((side, i) => {
    const cut = (pads?.[i] ?? 0) + (pads?.[i + rank] ?? 0);
    return (strides?.[i] ?? 1) * (side - 1) + (weight[i + 2] ?? 1) - cut + (added?.[i] ?? 0);
  });
  return [shape[0] ?? 1, (weight[1] ?? 1) * numberAttribute(node, 'group', 1), ...sides];
}

export function padShape(facts: NodeFacts): Shape | null {
  const shape = inputFacts(facts, 0).shape;
  const pads = numbersAttribute(facts.node, 'pads') ?? inputFacts(facts, 1).value?.data;
  if (!shape || pads?.length !== shape.length * 2) return null;
  return shape.map((size, i) => size + (pads[i] ?? 0) + (pads[i + shape.length] ?? 0));
}

/** Resize takes scales (input 2 since operator set 11, input 1 before, as in Upsample) or, since 11, sizes (input 3). */
export function resizeShape(facts: NodeFacts): Shape | null {
  const shape = inputFacts(facts, 0).shape;
  if (!shape) return null;
  const sizes = inputFacts(facts, 3).value?.data;
  const scales = numbersAttribute(facts.node, 'scales') ?? inputFacts(facts, scalesInput(facts)).value?.data;
  const axes = numbersAttribute(facts.node, 'axes') ?? shape.map((_, i) => i);
  const at = (i: number) => axes.indexOf(i);
  if (sizes?.length === axes.length) return shape.map((size, i) => sizes[at(i)] ?? size);
  if (scales?.length === axes.length) return shape.map((size, i) => Math.floor(size * (scales[at(i)] ?? 1)));
  return null;
}

function scalesInput({ node, opset }: NodeFacts): number {
  return node.op === 'Upsample' || opset < 11 ? 1 : 2;
}
