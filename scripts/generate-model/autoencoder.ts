import { attention } from './attention.ts';
import { conv, groupNorm, resnet, swish, toPicture, toTokens, upsample } from './layers.ts';
import { ModelWriter, type Precision } from './model-writer.ts';

export interface AutoencoderShape {
  /** One entry a level, from the picture's side down to the latent's. */
  readonly channels: readonly number[];
  /** Residual blocks a level of the encoder; the decoder has one more. */
  readonly layersPerBlock: number;
  readonly groups: number;
  readonly latentChannels: number;
}

const RGB = 3;
const picture = (channels: number) => ['batch', channels, 'height', 'width'];

/** The decoder of diffusers' AutoencoderKL. */
export function vaeDecoderModel(shape: AutoencoderShape, precision: Precision): ModelWriter {
  const { channels, layersPerBlock, groups, latentChannels } = shape;
  const w = new ModelWriter(precision);
  const latent = w.floatInput('latent_sample', picture(latentChannels));
  let width = channels.at(-1) ?? 0;
  let x = conv(w, 'post_quant_conv', latent, { from: latentChannels, to: latentChannels, side: 1 });
  x = conv(w, 'decoder.conv_in', x, { from: latentChannels, to: width });
  x = middle(w, 'decoder.mid_block', x, width, groups);
  for (const [level, to] of channels.toReversed().entries()) {
    const path = `decoder.up_blocks.${level}`;
    for (let layer = 0; layer <= layersPerBlock; layer++) {
      x = resnet(w, `${path}.resnets.${layer}`, x, { from: width, to, groups });
      width = to;
    }
    if (level < channels.length - 1) x = upsample(w, `${path}.upsamplers.0`, x, to);
  }
  w.floatOutput(lastConv(w, 'decoder', x, { from: width, to: RGB, groups }), 'sample', picture(RGB));
  return w;
}

/** The encoder of diffusers' AutoencoderKL, giving the mean of the latent's distribution. */
export function vaeEncoderModel(shape: AutoencoderShape, precision: Precision): ModelWriter {
  const { channels, layersPerBlock, groups, latentChannels } = shape;
  const w = new ModelWriter(precision);
  let width = channels[0] ?? 0;
  let x = conv(w, 'encoder.conv_in', w.floatInput('sample', picture(RGB)), { from: RGB, to: width });
  for (const [level, to] of channels.entries()) {
    const path = `encoder.down_blocks.${level}`;
    for (let layer = 0; layer < layersPerBlock; layer++) {
      x = resnet(w, `${path}.resnets.${layer}`, x, { from: width, to, groups });
      width = to;
    }
    if (level === channels.length - 1) continue;
    x = conv(w, `${path}.downsamplers.0.conv`, x, { from: to, to, stride: 2, pads: [0, 0, 1, 1] });
  }
  x = middle(w, 'encoder.mid_block', x, width, groups);
  const moments = 2 * latentChannels;
  x = lastConv(w, 'encoder', x, { from: width, to: moments, groups });
  x = conv(w, 'quant_conv', x, { from: moments, to: moments, side: 1 });
  const ranges = [0, latentChannels, 1].map((n) => w.integers([n]));
  const mean = w.layerNode('latent_dist', 'Slice', [x, ...ranges]);
  w.floatOutput(mean, 'latent_sample', picture(latentChannels));
  return w;
}

function middle(w: ModelWriter, path: string, x: string, width: number, groups: number): string {
  const before = resnet(w, `${path}.resnets.0`, x, { from: width, to: width, groups });
  const layer = `${path}.attentions.0`;
  const tokens = toTokens(w, layer, groupNorm(w, `${layer}.group_norm`, before, width, groups), width);
  const shape = { channels: width, contextWidth: width, heads: 1, style: 'sdpa', bias: true } as const;
  const mixed = toPicture(w, layer, attention(w, layer, tokens, tokens, shape), before);
  const after = w.layerNode(layer, 'Add', [mixed, before]);
  return resnet(w, `${path}.resnets.1`, after, { from: width, to: width, groups });
}

function lastConv(
  w: ModelWriter,
  path: string,
  x: string,
  { from, to, groups }: { readonly from: number; readonly to: number; readonly groups: number },
): string {
  const active = swish(w, `${path}.conv_act`, groupNorm(w, `${path}.conv_norm_out`, x, from, groups));
  return conv(w, `${path}.conv_out`, active, { from, to });
}
