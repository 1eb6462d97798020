import { DataType } from '../../src/core/onnx/file/data-types.ts';
import { type AttentionStyle, attention } from './attention.ts';
import { conv, gelu, groupNorm, layerNorm, linear, resnet, swish, toPicture, toTokens, upsample } from './layers.ts';
import { ModelWriter, type Precision } from './model-writer.ts';

export interface UnetShape {
  /** One entry a level, from the full side down; the last level has no attention. */
  readonly channels: readonly number[];
  readonly layersPerBlock: number;
  readonly heads: number;
  /** Width of the text encoder's hidden states. */
  readonly contextWidth: number;
  readonly groups: number;
  readonly latentChannels: number;
}

/** Numbers that all blocks of one UNet share. */
interface Context extends UnetShape {
  readonly style: AttentionStyle;
  readonly time: { readonly tensor: string; readonly width: number };
}

const MAX_PERIOD = 10_000;

/** The UNet of Stable Diffusion 1.x (diffusers' UNet2DConditionModel) at any width. */
export function unetModel(shape: UnetShape, style: AttentionStyle, precision: Precision): ModelWriter {
  const { channels, layersPerBlock, groups, latentChannels } = shape;
  const w = new ModelWriter(precision);
  const pictureShape = ['batch', latentChannels, 'height', 'width'];
  const sample = w.floatInput('sample', pictureShape);
  w.input({ name: 'timestep', dataType: DataType.int64, shape: ['steps'] });
  const states = w.floatInput('encoder_hidden_states', ['batch', 'sequence', shape.contextWidth]);
  const context: Context = { ...shape, style, time: timeEmbedding(w, channels[0] ?? 0) };
  const block = (path: string, x: string, from: number, to: number) =>
    resnet(w, path, x, { from, to, groups, time: context.time });

  let width = channels[0] ?? 0;
  let x = conv(w, 'conv_in', sample, { from: latentChannels, to: width });
  const skips = [{ x, width }];
  for (const [level, to] of channels.entries()) {
    const path = `down_blocks.${level}`;
    const isLast = level === channels.length - 1;
    for (let layer = 0; layer < layersPerBlock; layer++) {
      x = block(`${path}.resnets.${layer}`, x, width, to);
      if (!isLast) x = transformer(w, `${path}.attentions.${layer}`, x, states, to, context);
      width = to;
      skips.push({ x, width });
    }
    if (isLast) continue;
    x = conv(w, `${path}.downsamplers.0.conv`, x, { from: to, to, stride: 2 });
    skips.push({ x, width });
  }

  x = block('mid_block.resnets.0', x, width, width);
  x = transformer(w, 'mid_block.attentions.0', x, states, width, context);
  x = block('mid_block.resnets.1', x, width, width);

  for (const [level, to] of channels.toReversed().entries()) {
    const path = `up_blocks.${level}`;
    for (let layer = 0; layer <= layersPerBlock; layer++) {
      const skip = skips.pop() ?? { x: '', width: 0 };
      const joined = w.layerNode(path, 'Concat', [x, skip.x], { axis: 1 });
      x = block(`${path}.resnets.${layer}`, joined, width + skip.width, to);
      if (level > 0) x = transformer(w, `${path}.attentions.${layer}`, x, states, to, context);
      width = to;
    }
    if (level < channels.length - 1) x = upsample(w, `${path}.upsamplers.0`, x, to);
  }
  const normal = swish(w, 'conv_act', groupNorm(w, 'conv_norm_out', x, width, groups));
  const prediction = conv(w, 'conv_out', normal, { from: width, to: latentChannels });
  w.floatOutput(prediction, 'out_sample', pictureShape);
  return w;
}

/** Sinusoids of the timestep (cosines first) and two fully connected layers: `[1, 4·width]`. */
function timeEmbedding(w: ModelWriter, width: number): Context['time'] {
  const half = width / 2;
  const frequencies = w.store('time_proj.frequencies', [1, half], sinusoidFrequencies(half));
  const time = w.layerNode('time_proj', 'Cast', ['timestep'], { to: DataType.float });
  const column = w.layerNode('time_proj', 'Unsqueeze', [time, w.integers([1])]);
  const angles = w.layerNode('time_proj', 'Mul', [column, frequencies]);
  const waves = ['Cos', 'Sin'].map((op) => w.layerNode('time_proj', op, [angles]));
  const sinusoids = w.fromSingle(w.layerNode('time_proj', 'Concat', waves, { axis: -1 }));
  const first = linear(w, 'time_embedding.linear_1', sinusoids, [width, 4 * width]);
  const active = swish(w, 'time_embedding.act', first);
  return { tensor: linear(w, 'time_embedding.linear_2', active, [4 * width, 4 * width]), width: 4 * width };
}

const sinusoidFrequencies = (count: number) =>
  Float32Array.from({ length: count }, (_, i) => MAX_PERIOD ** (-i / count));

/** Transformer2DModel with one block: self-attention, cross-attention to the prompt, gated feed-forward layer. */
function transformer(
  w: ModelWriter,
  path: string,
  features: string,
  states: string,
  channels: number,
  { groups, heads, contextWidth, style }: Context,
): string {
  const normal = groupNorm(w, `${path}.norm`, features, channels, groups);
  const projected = conv(w, `${path}.proj_in`, normal, { from: channels, to: channels, side: 1 });
  const block = `${path}.transformer_blocks.0`;
  const shape = { channels, heads, style, bias: false };
  let x = toTokens(w, path, projected, channels);
  const add = (residual: string) => w.layerNode(block, 'Add', [residual, x]);
  const first = layerNorm(w, `${block}.norm1`, x, channels);
  x = add(attention(w, `${block}.attn1`, first, first, { ...shape, contextWidth: channels }));
  const second = layerNorm(w, `${block}.norm2`, x, channels);
  x = add(attention(w, `${block}.attn2`, second, states, { ...shape, contextWidth }));
  x = add(feedForward(w, `${block}.ff`, layerNorm(w, `${block}.norm3`, x, channels), channels));
  const back = conv(w, `${path}.proj_out`, toPicture(w, path, x, features), { from: channels, to: channels, side: 1 });
  return w.layerNode(path, 'Add', [back, features]);
}

/** GEGLU (Shazeer, "GLU Variants Improve Transformer", 2020) four times as wide, and back. */
function feedForward(w: ModelWriter, path: string, x: string, channels: number): string {
  const wide = linear(w, `${path}.net.0.proj`, x, [channels, 8 * channels]);
  const part = (from: number) =>
    w.layerNode(`${path}.net.0`, 'Slice', [wide, ...[from, from + 4 * channels, -1].map((n) => w.integers([n]))]);
  const gated = w.layerNode(`${path}.net.0`, 'Mul', [part(0), gelu(w, `${path}.net.0`, part(4 * channels))]);
  return linear(w, `${path}.net.2`, gated, [4 * channels, channels]);
}
