import type { ElementType, PlannedTensor, UnetPlan } from './plan-inputs.ts';
import { toHalves } from './to-half.ts';

/** A tensor in the element type that the graph wants; fp16 as its bits. */
export interface FeedTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: Float32Array | Uint16Array | Int32Array | BigInt64Array | Uint8Array;
}

/** One row of a UNet's batch, in fp32 whatever the graph takes. */
export interface UnetRow {
  /** `[T,context]` row-major */
  readonly hiddenStates: Float32Array;
  /** SDXL: pooled embedding of the row's text. */
  readonly textEmbeds?: Float32Array;
}

export interface UnetCall {
  /** `[C,h,w]`, already scaled for the model; every row gets it. */
  readonly latent: Float32Array;
  readonly latentDims: readonly [channels: number, height: number, width: number];
  readonly timestep: number;
  /** As many as the plan's batch, if it is fixed. */
  readonly rows: readonly UnetRow[];
  /** For LCM's `timestep_cond`. */
  readonly guidance: number;
  /** SDXL's sizes, in pixels; null for others. */
  readonly timeIds: readonly number[] | null;
}

/** The tensors of one UNet call, in the dtypes and shapes of the graph. */
export function unetFeeds(plan: UnetPlan, call: UnetCall): FeedTensor[] {
  const { latent, latentDims, rows } = call;
  const batch = rows.length;
  if (plan.batch !== null && plan.batch !== batch) throw new Error(`The plan wants ${plan.batch} rows, found ${batch}`);
  const positions = (rows[0]?.hiddenStates.length ?? 0) / contextWidth(plan, rows);
  const timesteps = plan.timestepShape === 'batch' ? batch : 1;
  const feeds = [
    feed(plan.sample, repeat(latent, batch), [batch, ...latentDims]),
    feed(plan.timestep, repeat([call.timestep], timesteps), plan.timestepShape === 'scalar' ? [] : [timesteps]),
    feed(plan.hiddenStates, concatenate(rows.map(({ hiddenStates }) => hiddenStates)), [
      batch,
      positions,
      contextWidth(plan, rows),
    ]),
  ];
  if (plan.timestepCond) {
    const width = plan.timestepCond.shape[1] ?? LCM_EMBEDDING_WIDTH;
    feeds.push(feed(plan.timestepCond, repeat(guidanceEmbedding(call.guidance - 1, width), batch), [batch, width]));
  }
  if (plan.textEmbeds) {
    const embeds = rows.map(({ textEmbeds }) => textEmbeds ?? needs('the pooled embedding of each row'));
    feeds.push(feed(plan.textEmbeds, concatenate(embeds), [batch, embeds[0]?.length ?? 0]));
  }
  if (plan.timeIds) {
    const ids = call.timeIds ?? needs('time ids');
    feeds.push(feed(plan.timeIds, repeat(ids, batch), [batch, ids.length]));
  }
  return feeds;
}

const LCM_EMBEDDING_WIDTH = 256;

/**
 * Sinusoidal embedding of w = guidance − 1: sin and cos of 1000·w·10000^(−i/(half−1)) (Latent Consistency Models,
 * arXiv 2310.04378, as in diffusers' get_guidance_scale_embedding).
 */
export function guidanceEmbedding(w: number, width: number): Float32Array {
  const half = width >> 1;
  const embedding = new Float32Array(width);
  for (let i = 0; i < half; i++) {
    const angle = 1000 * w * Math.exp((-Math.log(10000) * i) / (half - 1));
    embedding[i] = Math.sin(angle);
    embedding[half + i] = Math.cos(angle);
  }
  return embedding;
}

/** SDXL's micro-conditioning for an uncropped picture: original size, crop, target size, each height before width. */
export function sdxlTimeIds(height: number, width: number): readonly number[] {
  return [height, width, 0, 0, height, width];
}

/** Any numbers as the tensor that an input takes; integers are rounded. */
export function feed({ name, type }: PlannedTensor, values: ArrayLike<number>, dims: readonly number[]): FeedTensor {
  return { name, type, dims, data: convert(type, values) };
}

function convert(type: ElementType, values: ArrayLike<number>): FeedTensor['data'] {
  switch (type) {
    case 'float32':
      return values instanceof Float32Array ? values : Float32Array.from(values);
    case 'float16':
      return toHalves(values);
    case 'int32':
      return Int32Array.from(values, Math.round);
    case 'int64':
      return BigInt64Array.from(Array.from(values), (value) => BigInt(Math.round(value)));
    case 'bool':
      return Uint8Array.from(values, (value) => (value ? 1 : 0));
  }
}

function contextWidth(plan: UnetPlan, rows: readonly UnetRow[]): number {
  const { shape } = plan.hiddenStates;
  const width = shape[2] ?? (shape[1] ? (rows[0]?.hiddenStates.length ?? 0) / shape[1] : null);
  if (!width || rows.some(({ hiddenStates }) => hiddenStates.length % width !== 0))
    needs('hidden states of known width');
  return width ?? 0;
}

function repeat(values: ArrayLike<number>, times: number): Float32Array {
  return concatenate(Array.from({ length: times }, () => values));
}

function concatenate(lists: readonly ArrayLike<number>[]): Float32Array {
  const all = new Float32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}

function needs(what: string): never {
  throw new Error(`The UNet's plan needs ${what}`);
}
