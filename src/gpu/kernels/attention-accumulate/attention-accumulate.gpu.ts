import { recordDispatch } from '../../dispatch.ts';
import { loadKernel } from '../../kernel.ts';
import type { KernelSource } from '../../kernel-source.ts';
import { scratchBuffer } from '../../scratch-buffer.ts';
import { largestSubgroup } from '../../subgroups.ts';
import { type TensorSlice, wholeBuffer } from '../../tensor-slice.ts';
import main from './attention-accumulate.wgsl?raw';
import loadHalfScalar from './load-half-scalar.wgsl?raw';
import loadHalfVec4 from './load-half-vec4.wgsl?raw';
import loadScalar from './load-scalar.wgsl?raw';
import loadVec4 from './load-vec4.wgsl?raw';
import shareInSubgroup from './share-in-subgroup.wgsl?raw';
import shareNothing from './share-nothing.wgsl?raw';

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

/** Element types of Q and K by ONNX Runtime's names. fp16 is unpacked two to a word, which takes no `shader-f16`. */
export type QkType = 'float32' | 'float16';

/** Rows of Q or K by the first row's alignment. */
const LOADERS = {
  float32: {
    scalar: { name: 'load-scalar.wgsl', source: loadScalar },
    vec4: { name: 'load-vec4.wgsl', source: loadVec4 },
  },
  float16: {
    scalar: { name: 'load-half-scalar.wgsl', source: loadHalfScalar },
    vec4: { name: 'load-half-vec4.wgsl', source: loadHalfVec4 },
  },
};

export interface AttentionAccumulateInput {
  readonly qkType: QkType;
  /** `[N, heads·headDim]` in elements of `qkType`: point the offset at the conditional half of the batch. */
  readonly q: TensorSlice;
  /** `[M, heads·headDim]` in elements of `qkType`. */
  readonly k: TensorSlice;
  /** fp32 `[N, M]`, added to. */
  readonly out: TensorSlice;
  /** fp32 `[M]`: 0 keeps a key, −1e4 takes it out of the softmax. Null keeps all keys. */
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
 * map per head in memory. Where the device has subgroups, they share the rows of the first pass, which has few. CPU twin:
 * `accumulateAttentionCpu`.
 *
 * @throws Error where the WGSL does not compile.
 */
export async function recordAttentionAccumulate(
  device: GPUDevice,
  encoder: GPUCommandEncoder,
  input: AttentionAccumulateInput,
): Promise<void> {
  const { qkType, q, k, out, keyBias, queries, keys, heads, headDim, scale, weight } = input;
  const aligned = headDim % 4 === 0 && q.offset % 4 === 0 && k.offset % 4 === 0;
  const maxSubgroup = largestSubgroup(device);
  const source = (entryPoint: string): KernelSource<typeof params> => ({
    name: 'attention-accumulate',
    files: [
      LOADERS[qkType][aligned ? 'vec4' : 'scalar'],
      maxSubgroup
        ? { name: 'share-in-subgroup.wgsl', source: shareInSubgroup }
        : { name: 'share-nothing.wgsl', source: shareNothing },
      { name: 'attention-accumulate.wgsl', source: main },
    ],
    entryPoint,
    enables: maxSubgroup ? ['subgroups'] : [],
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
  const rowBlocks = heads * Math.ceil(queries / BLOCK);
  const rowBlocksPerGroup = maxSubgroup ? Math.max(1, Math.floor(WORKGROUP / maxSubgroup)) : WORKGROUP;
  const patchRows = Math.ceil(queries / (BLOCK * PATCH));
  const patchColumns = Math.ceil(keys / (BLOCK * PATCH));
  const [qWords, kWords] = [inWords(q, qkType), inWords(k, qkType)];
  // Without a bias its binding is never read; the keys fill it.
  const bias = keyBias ?? kWords;
  const pass = encoder.beginComputePass({ label: 'attention-accumulate' });
  recordDispatch(device, pass, rowStats, {
    params: values,
    tensors: [qWords, kWords, bias, stats],
    groups: Math.ceil(rowBlocks / rowBlocksPerGroup),
  });
  recordDispatch(device, pass, accumulate, {
    params: values,
    tensors: [qWords, kWords, bias, stats, out],
    groups: patchRows * patchColumns,
  });
  pass.end();
}

/** The slice as far as its binding goes: from the buffer's start to the word with its last element. */
function inWords({ buffer, offset, count }: TensorSlice, type: QkType): TensorSlice {
  return wholeBuffer(buffer, type === 'float32' ? offset + count : Math.ceil((offset + count) / 2));
}
