import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { DataType } from '../../core/onnx/file/data-types.ts';
import { valueInfo } from '../../core/onnx/file/fragment-writer.ts';
import { GraphField, ModelField } from '../../core/onnx/file/onnx-fields.ts';
import {
  type AttentionStyle,
  CHANNELS,
  CONTEXT,
  fourAxes,
  linear,
  scaleAfter,
} from '../../core/onnx/testing/attention-models.testkit.ts';
import { OnnxBuilder } from '../../core/onnx/testing/onnx-builder.testkit.ts';
import { clipFiles, TINY_MERGES } from '../../core/prompt/tiny-tokenizer.fixture.ts';
import type { LocalFile } from '../../models/source/folder-source.ts';

/** How the files of a small model are written; the numbers in them stay the same. */
export interface SmallModelOptions {
  /** Dtype of all inputs and outputs that hold no ids. */
  readonly io?: 'float' | 'float16';
  readonly ids?: 'int32' | 'int64';
  /** `[]`, `[1]` or one a row. */
  readonly timestep?: readonly (number | string)[];
  readonly timestepType?: 'int64' | 'float' | 'float16';
  /** Rows that the UNet takes; free if left out. */
  readonly batch?: number;
  /** With LCM's guidance embedding as an input. */
  readonly timestepCond?: boolean;
  /** With SDXL's second text encoder, pooled embedding and time ids. */
  readonly isSdxl?: boolean;
  readonly style?: AttentionStyle;
  /** What the encoder of pictures puts out: mean and log-variance, or a latent drawn from them, scaled afterwards or not. */
  readonly encoded?: 'moments' | 'sample' | 'scaled sample';
  /** With the states of a text encoder's three layers put out, and the last one's through a normalisation, or not at all. */
  readonly textLayers?: 'with last' | 'alone';
  /** Side of the latents; 8 if left out. */
  readonly side?: number;
  /** Sides that the UNet's graph takes; any if left out, and the configuration alone names one. */
  readonly fixedSides?: readonly [height: number, width: number];
  /** The same of the decoder's latents, and of the pictures that the encoder takes, in pixels. */
  readonly decoderSides?: readonly [height: number, width: number];
  readonly encoderSides?: readonly [height: number, width: number];
  /** With a second level of half the side: an odd one is rounded up, as padded convolutions do, or down. */
  readonly halved?: 'up' | 'down';
}

const LATENT = { channels: 4, side: 8 };
const PICTURE_SIDE = 16;
const POSITIONS = 12;
const POOLED = 5;
const plainAttention = fourAxes(linear, scaleAfter);

/**
 * A complete Stable-Diffusion-shaped model of a few kilobytes: latents of 8×8, pictures of 16×16, one self and one cross
 * site. Its weights do not depend on the options, so that models written in two ways must draw the same picture.
 */
export function smallModel(options: SmallModelOptions = {}): LocalFile[] {
  const tokenizer = clipFiles(TINY_MERGES, { model_max_length: POSITIONS });
  const vocabulary = Object.keys(JSON.parse(tokenizer.vocabJson) as object).length;
  const text = (content: string) => new TextEncoder().encode(content);
  const width = options.isSdxl ? CONTEXT / 2 : CONTEXT;
  const files: Record<string, Uint8Array> = {
    'tokenizer/vocab.json': text(tokenizer.vocabJson),
    'tokenizer/merges.txt': text(tokenizer.mergesTxt),
    'tokenizer/tokenizer_config.json': text(tokenizer.configJson),
    'scheduler/scheduler_config.json': text('{"_class_name":"DDIMScheduler","beta_schedule":"scaled_linear"}'),
    'unet/config.json': text(`{"sample_size":${options.side ?? LATENT.side}}`),
    // The size that the VAE was trained at is not that of the model.
    'vae_decoder/config.json': text(
      `{"scaling_factor":0.5,"sample_size":${2 * PICTURE_SIDE},"downscale":${PICTURE_SIDE / LATENT.side}}`,
    ),
    'unet/model.onnx': unet(options),
    'text_encoder/model.onnx': textEncoder(options, vocabulary, width),
    'vae_decoder/model.onnx': decoder(options),
    'vae_encoder/model.onnx': encoder(options),
    ...(options.isSdxl ? { 'text_encoder_2/model.onnx': textEncoder(options, vocabulary, width) } : {}),
  };
  return Object.entries(files).map(([path, bytes]) => ({
    path,
    file: async () => new File([new Uint8Array(bytes)], path),
  }));
}

function unet(options: SmallModelOptions): Uint8Array {
  const { batch, timestep = [1], timestepType = 'int64' } = options;
  const b = new SmallGraph(options);
  const rows = batch ?? 'batch';
  const { fixedSides = ['height', 'width'] } = options;
  const shapeOf = { channels: [rows, LATENT.channels, ...fixedSides], states: [rows, 'positions', CONTEXT] };
  const sample = b.single('sample', shapeOf.channels);
  b.input({ name: 'timestep', dataType: DataType[timestepType], shape: timestep });
  const states = 'encoder_hidden_states';
  const context = b.single(states, shapeOf.states);
  const time = b.node('Div', [b.node('Cast', ['timestep'], { to: DataType.float }), b.float(1000)]);
  let features = b.node('Conv', [sample, b.weight('conv_in', [CHANNELS, LATENT.channels, 1, 1])]);
  features = b.node('Add', [features, b.node('Reshape', [time, b.integers([-1, 1, 1, 1])])]);
  const style = options.style ?? plainAttention;
  let back = attend(b, features, context, style, '');
  if (options.halved) back = b.node('Add', [back, halfSide(b, back, context, style, options.halved)]);
  const conv = b.node('Conv', [back, b.weight('conv_out', [LATENT.channels, CHANNELS, 1, 1])]);
  const added = options.timestepCond || options.isSdxl ? b.node('Add', [conv, condition(b, rows, options)]) : conv;
  b.give(added, 'out_sample', shapeOf.channels);
  return b.model();
}

/** A self and a cross layer on feature maps `[B, C, h, w]`. */
function attend(b: SmallGraph, features: string, context: string, style: AttentionStyle, level: string): string {
  const flat = b.node('Reshape', [features, b.integers([0, CHANNELS, -1])]);
  const x = b.node('Transpose', [flat], { perm: [0, 2, 1] });
  const self = b.node('Add', [x, style(b, { x, context: x, width: CHANNELS, path: `${level}attn1` })]);
  const cross = b.node('Add', [self, style(b, { x: self, context, width: CONTEXT, path: `${level}attn2` })]);
  return b.node('Reshape', [b.node('Transpose', [cross], { perm: [0, 2, 1] }), b.node('Shape', [features])]);
}

/** The same on half the side, and back. */
function halfSide(
  b: SmallGraph,
  features: string,
  context: string,
  style: AttentionStyle,
  rounded: NonNullable<SmallModelOptions['halved']>,
): string {
  const size = rounded === 'up' ? 3 : 2;
  const pads = rounded === 'up' ? [1, 1, 1, 1] : [0, 0, 0, 0];
  const weight = b.weight('down.conv', [CHANNELS, CHANNELS, size, size]);
  const half = b.node('Conv', [features, weight], { strides: [2, 2], pads });
  const sizes = b.node('Shape', [features]);
  return b.node('Resize', [attend(b, half, context, style, 'half.'), '', '', sizes]);
}

/** What LCM's and SDXL's extra inputs add, `[B, C, 1, 1]`. */
function condition(b: SmallGraph, rows: number | string, options: SmallModelOptions): string {
  const widths = options.isSdxl ? { text_embeds: POOLED, time_ids: 6 } : { timestep_cond: 256 };
  const inputs = Object.entries(widths).map(([name, width]) => b.single(name, [rows, width]));
  const all = b.node('Concat', inputs, { axis: 1 });
  const total = Object.values(widths).reduce((sum, width) => sum + width, 0);
  const projected = b.node('MatMul', [all, b.weight('add_embedding', [total, LATENT.channels])]);
  return b.node('Unsqueeze', [b.node('Tanh', [projected]), b.integers([2, 3])]);
}

function textEncoder(options: SmallModelOptions, vocabulary: number, width: number): Uint8Array {
  const b = new SmallGraph(options);
  b.input({ name: 'input_ids', dataType: DataType[options.ids ?? 'int64'], shape: ['batch', 'positions'] });
  const embedded = b.node('Gather', [b.weight('embedding', [vocabulary, width]), 'input_ids'], { axis: 0 });
  const states = b.node('Mul', [embedded, b.float(4)]);
  const shape = ['batch', 'positions', width];
  if (options.textLayers) return layeredStates(b, embedded, states, shape, options.textLayers);
  b.give(states, 'last_hidden_state', shape);
  const mean = b.node('ReduceMean', [states], { axes: [1], keepdims: 0 });
  if (!options.isSdxl) {
    // The usual CLIP export puts it out, and no UNet of SD 1.x or 2.x reads it.
    b.give(mean, 'pooler_output', ['batch', width]);
    return b.model();
  }
  b.give(b.node('Neg', [states]), 'hidden_states.0', shape);
  b.give(b.node('Mul', [states, b.float(2)]), 'hidden_states.1', shape);
  b.give(states, 'hidden_states.2', shape);
  const pooled = b.node('MatMul', [mean, b.weight('text_projection', [width, POOLED])]);
  b.give(pooled, 'text_embeds', ['batch', POOLED]);
  return b.model();
}

/** `hidden_states.0` … `hidden_states.2`, and the last through a LayerNormalization. */
function layeredStates(
  b: SmallGraph,
  embedded: string,
  states: string,
  shape: readonly (number | string)[],
  layers: NonNullable<SmallModelOptions['textLayers']>,
): Uint8Array {
  const [first, second] = [states, b.node('Add', [b.node('Tanh', [states]), embedded])];
  const third = b.node('Add', [b.node('Tanh', [b.node('Neg', [second])]), embedded]);
  for (const [i, layer] of [first, second, third].entries()) b.give(layer, `hidden_states.${i}`, shape);
  if (layers === 'alone') return b.model();
  const [scale, bias] = [b.weight('final_norm.scale', [CONTEXT]), b.weight('final_norm.bias', [CONTEXT])];
  b.give(b.node('LayerNormalization', [third, scale, bias], { axis: -1 }), 'last_hidden_state', shape);
  return b.model();
}

function decoder(options: SmallModelOptions): Uint8Array {
  const b = new SmallGraph(options);
  const latent = b.single('latent_sample', ['batch', LATENT.channels, ...(options.decoderSides ?? ['h', 'w'])]);
  const pixels = b.node('Conv', [latent, b.weight('conv', [12, LATENT.channels, 1, 1])]);
  const picture = b.node('DepthToSpace', [pixels], { blocksize: 2 });
  b.give(b.node('Tanh', [picture]), 'sample', ['batch', 3, 'height', 'width']);
  return b.model();
}

/** Mean and log-variance, as diffusers' encoder computes them, or `latent_dist.sample()` of them. */
function encoder(options: SmallModelOptions): Uint8Array {
  const b = new SmallGraph(options);
  const picture = b.single('sample', ['batch', 3, ...(options.encoderSides ?? ['height', 'width'])]);
  const pixels = b.node('SpaceToDepth', [picture], { blocksize: 2 });
  const moments = b.node('Conv', [pixels, b.weight('conv', [2 * LATENT.channels, 12, 1, 1])]);
  const { encoded = 'moments' } = options;
  if (encoded === 'moments') {
    b.give(moments, 'latent_parameters', ['batch', 2 * LATENT.channels, 'h', 'w']);
    return b.model();
  }
  const channels = (from: number, to: number) =>
    b.node('Slice', [moments, b.integers([from]), b.integers([to]), b.integers([1])]);
  const logVariance = channels(LATENT.channels, 2 * LATENT.channels);
  const deviation = b.node('Exp', [b.node('Mul', [logVariance, b.float(0.5)])]);
  const drawn = b.node('Mul', [deviation, b.node('RandomNormalLike', [deviation])]);
  const sample = b.node('Add', [channels(0, LATENT.channels), drawn]);
  const latent = encoded === 'sample' ? sample : b.node('Mul', [sample, b.float(2)]);
  b.give(latent, 'latent_sample', ['batch', LATENT.channels, 'h', 'w']);
  return b.model();
}

/** A graph whose inputs and outputs have the dtype that the options say, and which computes in single precision. */
class SmallGraph extends OnnxBuilder {
  readonly #io: number;
  readonly #outputs = new BinaryWriter();

  constructor({ io = 'float' }: SmallModelOptions) {
    super(17);
    this.#io = DataType[io];
  }

  single(name: string, shape: readonly (number | string)[]): string {
    this.input({ name, dataType: this.#io, shape });
    return this.cast(name, this.#io, DataType.float);
  }

  give(tensor: string, name: string, shape: readonly (number | string)[]): void {
    this.node('Cast', [tensor], { to: this.#io }, name);
    const info = valueInfo({ name, dataType: this.#io, shape });
    this.#outputs.tag(GraphField.output, WireType.LengthDelimited).bytes(info);
  }

  override model(): Uint8Array {
    const rest = new BinaryWriter().tag(ModelField.graph, WireType.LengthDelimited).bytes(this.#outputs.finish());
    return new Uint8Array(Buffer.concat([super.model(), rest.finish()]));
  }
}
