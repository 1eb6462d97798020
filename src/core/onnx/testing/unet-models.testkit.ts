import { DataType } from '../file/data-types.ts';
import { type AttentionStyle, CHANNELS } from './attention-models.testkit.ts';
import { OnnxBuilder } from './onnx-builder.testkit.ts';

export const CONTEXT = 6;
export const TEXT_EMBEDS = 5;
export const TIME_IDS = 6;
const LATENT_CHANNELS = 4;

/**
 * A UNet built like SDXL's: no attention at full size, two transformer blocks per attention, and a time embedding that the
 * pooled prompt (`text_embeds`) and the sizes (`time_ids`) are added to.
 */
export function sdxlModel(style: AttentionStyle, b = new OnnxBuilder(17)): Uint8Array {
  const shapes = {
    sample: ['batch', LATENT_CHANNELS, 'height', 'width'],
    encoder_hidden_states: ['batch', 'positions', CONTEXT],
    text_embeds: ['batch', TEXT_EMBEDS],
    time_ids: ['batch', TIME_IDS],
  };
  b.input({ name: 'timestep', dataType: DataType.int64, shape: [1] });
  for (const [name, shape] of Object.entries(shapes)) b.input({ name, dataType: DataType.float, shape });

  const conv = (name: string, x: string, channels: readonly [to: number, from: number], stride = 1) =>
    b.node('Conv', [x, b.weight(`${name}.weight`, [...channels, 3, 3])], {
      strides: [stride, stride],
      pads: [1, 1, 1, 1],
    });
  const added = b.node('Concat', ['text_embeds', 'time_ids'], { axis: 1 });
  const embedded = b.node('MatMul', [added, b.weight('add_embedding', [TEXT_EMBEDS + TIME_IDS, CHANNELS])]);
  const time = b.node('Add', [embedded, b.node('Sin', [b.node('Cast', ['timestep'], { to: DataType.float })])]);
  const toFeatures = b.node('Unsqueeze', [time, b.integers([2, 3])]);

  const ones = b.store('norm.weight', [CHANNELS], new Float32Array(CHANNELS).fill(1));
  const normalise = (x: string) => b.node('LayerNormalization', [x, ones], { axis: -1 });
  const transformer = (path: string, features: string) => {
    const flat = b.node('Reshape', [features, b.integers([0, CHANNELS, -1])]);
    let tokens = b.node('Transpose', [flat], { perm: [0, 2, 1] });
    for (const block of [0, 1]) {
      const layer = (name: string) => `${path}.transformer_blocks.${block}.${name}`;
      const x = normalise(tokens);
      const self = style(b, { x, context: x, width: CHANNELS, path: layer('attn1') });
      const middle = b.node('Add', [tokens, self]);
      const prompt = 'encoder_hidden_states';
      const cross = style(b, { x: normalise(middle), context: prompt, width: CONTEXT, path: layer('attn2') });
      tokens = b.node('Add', [middle, cross]);
    }
    return b.node('Reshape', [b.node('Transpose', [tokens], { perm: [0, 2, 1] }), b.node('Shape', [features])]);
  };

  const first = b.node('Add', [conv('conv_in', 'sample', [CHANNELS, LATENT_CHANNELS]), toFeatures]);
  const halved = conv('down_blocks.0.downsamplers.0.conv', first, [CHANNELS, CHANNELS], 2);
  const down = transformer('down_blocks.1.attentions.0', halved);
  const middle = transformer('mid_block.attentions.0', down);
  const joined = b.node('Concat', [middle, down], { axis: 1 });
  const up = transformer('up_blocks.0.attentions.0', conv('up_blocks.0.conv', joined, [CHANNELS, 2 * CHANNELS]));
  const sizes = b.node('Slice', [b.node('Shape', [first]), b.integers([2]), b.integers([4])]);
  const kept = b.node('Slice', [b.node('Shape', [up]), b.integers([0]), b.integers([2])]);
  const full = b.node('Resize', [up, '', '', b.node('Concat', [kept, sizes], { axis: 0 })]);
  const last = b.node('Concat', [full, first], { axis: 1 });
  const pads = { pads: [1, 1, 1, 1] };
  const weight = b.weight('conv_out.weight', [LATENT_CHANNELS, 2 * CHANNELS, 3, 3]);
  b.output(b.node('Conv', [last, weight], pads, 'out_sample'));
  return b.model();
}
