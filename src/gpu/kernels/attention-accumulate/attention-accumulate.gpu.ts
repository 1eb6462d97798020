import { recordDispatch } from '../../dispatch.ts';
import { loadKernel } from '../../kernel.ts';
import type { KernelSource } from '../../kernel-source.ts';
import { scratchBuffer } from '../../scratch-buffer.ts';
import type { TensorSlice } from '../../tensor-slice.ts';
import main from './attention-accumulate.wgsl?raw';
import loadScalar from './load-scalar.wgsl?raw';
import loadVec4 from './load-vec4.wgsl?raw';

/** Queries and keys that one invocation keeps in registers: 4 × 4 dot products for 8 loads. */
const BLOCK = 4;
/** Invocations of a workgroup: an 8 × 8 patch of blocks in the second pass, 64 row blocks in the first. */
export const PATCH = 8;
export const WORKGROUP = PATCH * PATCH;

const params = {
  q_offset: 'u32',
  k_offset: 'u32',
  bias_offset: 'u32',
  out_offset: 'u32',
  queries: 'u32',
  keys: 'u32',
  heads: 'u32',
  scale: 'f32',
  /** weight / heads */
  head_weight: 'f32',
} as const;

export interface AttentionAccumulateInput {
  /** fp32 `[N, heads·headDim]`: point the offset at the conditional half of the batch. */
  readonly q: TensorSlice;
  /** fp32 `[M, heads·headDim]` */
  readonly k: TensorSlice;
  /** fp32 `[N, M]`, added to. */
  readonly out: TensorSlice;
  /** fp32 `[M]`: 0 keeps a key, −1e9 takes it out of the softmax. Null keeps all keys. */
  readonly keyBias: TensorSlice | null;
  /** N, M */
  readonly queries: number;
  readonly keys: number;
  readonly heads: number;
  readonly headDim: number;
  readonly scale: number;
  readonly weight: number;
}

/**
 * Records out[n,m] += weight · 1/h · Σₕ softmaxₘ(scale · qₕ[n]·kₕ[m] + bias[m]) in two passes, with fp32 sums and no
 * map per head in memory. CPU twin: `accumulateAttentionCpu`.
 *
 * @throws Error where the WGSL does not compile.
 */
export async function recordAttentionAccumulate(
  device: GPUDevice,
  encoder: GPUCommandEncoder,
  input: AttentionAccumulateInput,
): Promise<void> {
  const { q, k, out, keyBias, queries, keys, heads, headDim, scale, weight } = input;
  const aligned = headDim % 4 === 0 && q.offset % 4 === 0 && k.offset % 4 === 0;
  const source = (entryPoint: string): KernelSource<typeof params> => ({
    name: 'attention-accumulate',
    files: [
      aligned ? { name: 'load-vec4.wgsl', source: loadVec4 } : { name: 'load-scalar.wgsl', source: loadScalar },
      { name: 'attention-accumulate.wgsl', source: main },
    ],
    entryPoint,
    constants: {
      BLOCK,
      PATCH,
      WORKGROUP,
      HEAD_DIM: headDim,
      HAS_BIAS: Number(keyBias !== null),
    },
    params,
  });
  const [rowStats, accumulate] = await Promise.all([
    loadKernel(device, source('row_stats')),
    loadKernel(device, source('accumulate')),
  ]);
  const stats = scratchBuffer(device, 'attention-accumulate', heads * queries * 2);
  const values = {
    q_offset: q.offset,
    k_offset: k.offset,
    bias_offset: keyBias?.offset ?? 0,
    out_offset: out.offset,
    queries,
    keys,
    heads,
    scale,
    head_weight: weight / heads,
  };
  const rowBlocks = Math.ceil(queries / BLOCK);
  const patchRows = Math.ceil(queries / (BLOCK * PATCH));
  const patchColumns = Math.ceil(keys / (BLOCK * PATCH));
  // Without a bias its binding is never read; the keys fill it.
  const bias = keyBias ?? k;
  const pass = encoder.beginComputePass({ label: 'attention-accumulate' });
  recordDispatch(device, pass, rowStats, {
    params: values,
    tensors: [q, k, bias, stats],
    groups: Math.ceil((heads * rowBlocks) / WORKGROUP),
  });
  recordDispatch(device, pass, accumulate, {
    params: values,
    tensors: [q, k, bias, stats, out],
    groups: patchRows * patchColumns,
  });
  pass.end();
}
