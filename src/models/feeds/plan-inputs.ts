import { StudioError } from '../../core/errors.ts';
import { DataType } from '../../core/onnx/file/data-types.ts';
import type { ModelIo, TensorInfo } from '../../core/onnx/types.ts';
import { type DenoiserGraph, otherKind } from './other-kinds.ts';

const ELEMENT_TYPES = {
  [DataType.float]: 'float32',
  [DataType.float16]: 'float16',
  [DataType.int32]: 'int32',
  [DataType.int64]: 'int64',
  [DataType.bool]: 'bool',
} as const satisfies Record<number, string>;
export type ElementType = (typeof ELEMENT_TYPES)[keyof typeof ELEMENT_TYPES];

/** One input or output: its name and dtype, and its axes, null where they are free. */
export interface PlannedTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | null)[];
}

export interface UnetPlan {
  /** `[B,C,h,w]` */
  readonly sample: PlannedTensor;
  readonly timestep: PlannedTensor;
  /** `scalar` `[]`, `one` `[1]`, or one number for each row of the batch. */
  readonly timestepShape: 'scalar' | 'one' | 'batch';
  /** `[B,T,context]` */
  readonly hiddenStates: PlannedTensor;
  /** LCM: embedding `[B,width]` of the guidance scale; null in other models. */
  readonly timestepCond: PlannedTensor | null;
  /** SDXL: pooled text embedding `[B,width]`. */
  readonly textEmbeds: PlannedTensor | null;
  /** SDXL: sizes and crop `[B,6]`. */
  readonly timeIds: PlannedTensor | null;
  readonly output: PlannedTensor;
  /** Rows that every call must have; null: any number. */
  readonly batch: number | null;
  /**
   * With guidance: both halves in one call, or one call a half. A batch of two that is fixed must be filled without guidance
   * too. Rows do not know of each other, so the order is a convention of whoever reads them.
   */
  readonly guidance: 'together' | 'separate';
}

export interface TextEncoderPlan {
  /** `[B,T]`, int32 or int64 */
  readonly ids: PlannedTensor;
  readonly attentionMask: PlannedTensor | null;
  /** `[B,T,width]` */
  readonly hiddenStates: PlannedTensor;
  /** Outputs of the states after each layer, the embedding first; empty where there are none, and of SDXL, which reads an earlier layer anyway. */
  readonly layers: readonly PlannedTensor[];
  /** Whether `hiddenStates` are the last layer's through CLIP's final normalisation, and not one of `layers`. */
  readonly isNormalised: boolean;
  /**
   * Pooled embedding `[B,width]`, which SDXL takes from its last encoder; null in other models, whose encoders often put one
   * out too (`pooler_output`), and where the graph has none.
   */
  readonly pooled: PlannedTensor | null;
}

export interface DecoderPlan {
  /** `[B,C,h,w]` */
  readonly latent: PlannedTensor;
  /** `[B,3,H,W]` in −1…1 */
  readonly picture: PlannedTensor;
}

export interface EncoderPlan {
  /** `[B,3,H,W]` in −1…1 */
  readonly picture: PlannedTensor;
  /** `[B,C,h,w]`, or mean and log-variance `[B,2C,h,w]` */
  readonly latent: PlannedTensor;
}

export interface ModelInputPlan {
  readonly unet: UnetPlan;
  readonly textEncoders: readonly TextEncoderPlan[];
  readonly decoder: DecoderPlan;
}

export interface ModelIos {
  readonly unet: DenoiserGraph;
  /** One, or SDXL's two. */
  readonly textEncoders: readonly ModelIo[];
  readonly decoder: ModelIo;
}

/**
 * How to feed a model, from names, dtypes and shapes of its inputs and outputs alone.
 * @throws StudioError `model-unsupported` naming an input that no kind of Stable Diffusion has, a dtype that none uses, or
 *   parts that do not fit together
 */
export function planModelInputs(io: ModelIos): ModelInputPlan {
  const unet = planUnet(io.unet);
  const isSdxl = io.textEncoders.length > 1 || unet.textEmbeds !== null;
  const textEncoders = io.textEncoders.map((encoder) => planTextEncoder(encoder, isSdxl));
  const widths = textEncoders.map(({ hiddenStates }) => hiddenStates.shape[2] ?? null);
  const expected = unet.hiddenStates.shape[2] ?? null;
  const found = widths.includes(null) ? null : widths.reduce<number>((sum, width) => sum + (width ?? 0), 0);
  if (expected !== null && found !== null && expected !== found) {
    const what = `The UNet takes hidden states ${expected} wide, the text encoder makes them ${found} wide`;
    throw unsupported(`${what}: they belong to different models. Use the text encoder that came with the UNet.`);
  }
  return { unet, textEncoders, decoder: planDecoder(io.decoder) };
}

/** @throws StudioError `model-unsupported` for what is no UNet from text to picture */
export function planUnet(io: DenoiserGraph): UnetPlan {
  const other = otherKind(io);
  if (other) throw unsupported(other);
  const taken = new Set<TensorInfo>();
  const find = (names: readonly string[], rank: readonly number[]): PlannedTensor | null => {
    const input = io.inputs.find(({ name }) => names.includes(name));
    if (!input || !rank.includes(input.shape.length)) return null;
    taken.add(input);
    return planned(input);
  };
  const need = (what: string, tensor: PlannedTensor | null) => tensor ?? lacks('UNet', what, io.inputs);
  const sample = need('sample [B,C,h,w]', find(['sample', 'latent', 'latent_sample', 'x'], [4]));
  const timestep = need('timestep', find(['timestep', 'timesteps', 't'], [0, 1]));
  const hiddenStates = need('encoder_hidden_states [B,T,C]', find(['encoder_hidden_states', 'context'], [3]));
  const timestepCond = find(['timestep_cond'], [2]);
  const textEmbeds = find(['text_embeds'], [2]);
  const timeIds = find(['time_ids'], [2]);
  const strange = io.inputs.find((input) => !taken.has(input));
  if (strange) {
    throw unsupported(
      `The UNet has an input "${strange.name}" that no model of the Stable Diffusion family has; expected sample, timestep, encoder_hidden_states and perhaps timestep_cond, text_embeds, time_ids.`,
    );
  }
  const [output] = io.outputs.filter(({ shape }) => shape.length === 4 || shape.length === 0);
  const batch = sample.shape[0] ?? hiddenStates.shape[0] ?? null;
  if (batch !== null && batch > 2) throw unsupported(`The UNet wants ${batch} rows a call; supported are 1, 2 or any.`);
  return {
    sample,
    timestep,
    timestepShape: timestepShape(io, timestep, batch),
    hiddenStates,
    timestepCond,
    textEmbeds,
    timeIds,
    output: output ? planned(output, sample.type) : lacks('UNet', 'an output [B,C,h,w]', io.outputs),
    batch,
    guidance: batch === 1 ? 'separate' : 'together',
  };
}

/** A free axis counts as the batch's only where the file gives it the batch's own name. */
function timestepShape(io: ModelIo, { name, shape }: PlannedTensor, batch: number | null): UnetPlan['timestepShape'] {
  if (shape.length === 0) return 'scalar';
  const size = shape[0] ?? null;
  if (size !== null) {
    if (size === 1) return 'one';
    if (size === batch) return 'batch';
    throw unsupported(
      `The UNet wants ${size} timesteps for ${batch ?? 'any number of'} rows; expected 1 or one a row.`,
    );
  }
  const axis = (input: string) => io.inputs.find((one) => one.name === input)?.shape[0];
  const batchName = io.inputs.find((one) => one.shape.length === 4)?.shape[0];
  return typeof batchName === 'string' && axis(name) === batchName ? 'batch' : 'one';
}

/**
 * @param isSdxl SDXL takes a pooled embedding, and reads the states before the last layer (Podell et al., arXiv 2307.01952,
 *   section 2.1). Other models take the last layer's. Exports either make them their `last_hidden_state`, or put out all layers' states as `hidden_states.N`.
 */
function planTextEncoder(io: ModelIo, isSdxl: boolean): TextEncoderPlan {
  const named = (name: string) => io.inputs.find((input) => input.name === name);
  const ids = named('input_ids') ?? (io.inputs.length === 1 ? io.inputs[0] : undefined);
  const layers = io.outputs.filter(({ name }) => /^hidden_states[._]\d+$/.test(name)).sort(byLayer);
  const before = isSdxl ? layers.at(-2) : undefined;
  const last = io.outputs.find(({ name }) => name === 'last_hidden_state') ?? layers.at(-1);
  const states = before ?? last ?? io.outputs.find(hasRank(3));
  const pooled = io.outputs.find(({ name }) => name === 'text_embeds') ?? io.outputs.find(hasRank(2));
  const mask = named('attention_mask');
  const idsPlan = ids ? planned(ids) : lacks('text encoder', 'input_ids [B,T]', io.inputs);
  if (!idsPlan.type.startsWith('int'))
    throw unsupported(`The text encoder takes ids as ${idsPlan.type}; expected int32 or int64.`);
  return {
    ids: idsPlan,
    attentionMask: mask ? planned(mask) : null,
    hiddenStates: states ? planned(states) : lacksStates(io),
    layers: isSdxl ? [] : layers.map((layer) => planned(layer)),
    isNormalised: states !== undefined && !layers.includes(states),
    pooled: isSdxl && pooled ? planned(pooled) : null,
  };
}

function planDecoder(io: ModelIo): DecoderPlan {
  const latent = io.inputs.find(hasRank(4));
  const picture = io.outputs.find(hasRank(4));
  return {
    latent: latent ? planned(latent) : lacks('picture decoder', 'a latent [B,C,h,w]', io.inputs),
    picture: picture ? planned(picture) : lacks('picture decoder', 'a picture [B,3,H,W]', io.outputs),
  };
}

/** @throws StudioError `model-unsupported` for a graph that does not turn a picture into a latent */
export function planPictureEncoder(io: ModelIo): EncoderPlan {
  const picture = io.inputs.find(hasRank(4));
  const latent = io.outputs.find(hasRank(4));
  return {
    picture: picture ? planned(picture) : lacks('picture encoder', 'a picture [B,3,H,W]', io.inputs),
    latent: latent ? planned(latent) : lacks('picture encoder', 'a latent [B,C,h,w]', io.outputs),
  };
}

const layerOf = ({ name }: TensorInfo) => Number(name.split(/[._]/).at(-1));
const byLayer = (a: TensorInfo, b: TensorInfo) => layerOf(a) - layerOf(b);

const hasRank =
  (rank: number) =>
  ({ shape }: TensorInfo) =>
    shape.length === rank;

/** @param otherwise dtype of an output whose file leaves it to be inferred */
function planned({ name, dataType, shape }: TensorInfo, otherwise?: ElementType): PlannedTensor {
  const known: Readonly<Record<number, ElementType>> = ELEMENT_TYPES;
  const type = known[dataType] ?? (dataType === 0 ? otherwise : undefined);
  if (!type) {
    throw unsupported(
      `"${name}" has ONNX data type ${dataType}; expected float32, float16, int32 or int64. Export it with one of these.`,
    );
  }
  return { name, type, shape: shape.map((size) => (typeof size === 'number' && size > 0 ? size : null)) };
}

function lacksStates({ outputs }: ModelIo): never {
  const isPooled = outputs.length > 0 && outputs.every(hasRank(2));
  if (!isPooled) return lacks('text encoder', 'last_hidden_state or hidden_states.N [B,T,C]', outputs);
  const names = outputs.map(({ name }) => name).join(', ');
  throw unsupported(
    `The text encoder gives one vector for the whole prompt (${names}) and no states of its tokens, which a UNet attends to; expected last_hidden_state or hidden_states.N [B,T,C]. Export it again with them.`,
  );
}

function lacks(part: string, what: string, found: readonly TensorInfo[]): never {
  const list = found.map(({ name, shape }) => `${name} [${shape.join(',')}]`).join(', ');
  throw unsupported(
    `The ${part} lacks ${what}; found ${list || 'nothing'}. Expected a model of the Stable Diffusion family.`,
  );
}

function unsupported(message: string): StudioError {
  return new StudioError({ code: 'model-unsupported', message });
}
