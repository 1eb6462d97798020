import type { FragmentWriter } from '../file/fragment-writer.ts';
import type { AttentionSite, ChannelSlice, LinearLayer, ProjectionRecipe, TensorRecipe } from '../types.ts';
import { repeatNodes } from './repeat-nodes.ts';

/** The new input with the class prompt's hidden states. */
export interface ClassPrompt {
  readonly tensor: string;
  readonly dataType: number;
}

/** Adds the nodes that make Q or K as the recipe says, and returns its name: the graph's own where nothing is to be done. */
export function writeRecipe(writer: FragmentWriter, recipe: TensorRecipe): string {
  const { layer, channels, addedBias } = recipe;
  const tensor = unflatten(writer, recipe);
  const projected = layer
    ? project(writer, tensor, { layer, channels })
    : sliceChannels(writer, tensor, POSITION_AXES, channels);
  return addBias(writer, projected, addedBias);
}

/**
 * K of the class prompt at a cross site, `[1, T, heads·headDim]` in the site's dtype: the class prompt's hidden states
 * through the site's own key projection.
 */
export function writeClassKey(writer: FragmentWriter, site: AttentionSite, classPrompt: ClassPrompt): string {
  const hiddenStates = writer.cast(classPrompt.tensor, classPrompt.dataType, site.dataType);
  return addBias(writer, project(writer, hiddenStates, site.keyProjection), site.keyProjection.addedBias);
}

/** Slice's "to the end", whatever the size. */
const TO_THE_END = 2 ** 31 - 1;

/** Row −1 of the first axis, which is kept. */
export function lastRow(writer: FragmentWriter, tensor: string): string {
  return writer.node('Slice', [tensor, writer.integers([-1]), writer.integers([TO_THE_END]), writer.integers([0])]);
}

/** Batch and positions precede the channels. */
const POSITION_AXES = 2;

function unflatten(writer: FragmentWriter, { tensor, flat }: TensorRecipe): string {
  if (!flat) return tensor;
  const [from, to] = [writer.integers([0]), writer.integers([1])];
  const batch = writer.node('Slice', [writer.node('Shape', [flat.batchOf]), from, to, from]);
  const shape = writer.node('Concat', [batch, writer.integers([-1, flat.width])], { axis: 0 });
  return writer.node('Reshape', [tensor, shape]);
}

/** Weight and bias are cut before the product: ONNX Runtime does that once, when it opens the model. */
function project(
  writer: FragmentWriter,
  input: string,
  { layer, channels }: { readonly layer: LinearLayer; readonly channels: ChannelSlice | null },
): string {
  const { weight, weightTransposed, bias, repeated } = layer;
  if (repeated) return sliceChannels(writer, repeatNodes(writer, repeated, input), POSITION_AXES, channels);
  const upright = weightTransposed ? writer.node('Transpose', [weight], { perm: [1, 0] }) : weight;
  const product = writer.node('MatMul', [input, sliceChannels(writer, upright, 1, channels)]);
  return bias ? writer.node('Add', [product, sliceChannels(writer, bias, 0, channels)]) : product;
}

function addBias(writer: FragmentWriter, tensor: string, addedBias: ProjectionRecipe['addedBias']): string {
  if (!addedBias) return tensor;
  const bias = sliceChannels(writer, addedBias.tensor, 0, addedBias.channels);
  // A tensor may come with heads on an axis of their own; the bias is a plain list.
  return writer.node('Add', [writer.node('Reshape', [tensor, writer.integers([0, 0, -1])]), bias]);
}

/** The channels of a tensor with `leading` axes before its channels. */
function sliceChannels(writer: FragmentWriter, tensor: string, leading: number, slice: ChannelSlice | null): string {
  if (!slice) return tensor;
  const { groups, start, end } = slice;
  const cut = (from: string, axis: number) =>
    writer.node('Slice', [from, writer.integers([start]), writer.integers([end]), writer.integers([axis])]);
  if (groups === 1) return cut(tensor, leading);
  const kept = Array<number>(leading).fill(0);
  const grouped = writer.node('Reshape', [tensor, writer.integers([...kept, groups, -1])]);
  return writer.node('Reshape', [cut(grouped, leading + 1), writer.integers([...kept, -1])]);
}
