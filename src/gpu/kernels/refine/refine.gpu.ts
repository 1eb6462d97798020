import { recordDispatch } from '../../dispatch.ts';
import { loadKernel } from '../../kernel.ts';
import type { KernelSource } from '../../kernel-source.ts';
import type { TensorSlice } from '../../tensor-slice.ts';
import loadScalar from './load-scalar.wgsl?raw';
import loadVec4 from './load-vec4.wgsl?raw';
import main from './refine.wgsl?raw';

/** Rows of A and columns of X that one invocation keeps in registers: 16 sums, fewer loads per product. */
const BLOCK_ROWS = 4;
const BLOCK_COLUMNS = 4;
export const WORKGROUP = 64;

const params = {
  a_offset: 'u32',
  x_offset: 'u32',
  y_offset: 'u32',
  tokens: 'u32',
  columns: 'u32',
  scale: 'f32',
} as const;

export interface RefineGpuInput {
  /** fp32 `[N, N]`: the accumulated self-attention. */
  readonly a: TensorSlice;
  /** Factor on `a` that makes its rows sum to 1. */
  readonly scale: number;
  /** fp32 `[N, C]`, in a buffer with COPY_SRC: the class columns. */
  readonly x0: TensorSlice;
  /** fp32 `[K + 1, N, C]`, in another buffer, with COPY_DST: overwritten. */
  readonly stack: TensorSlice;
  /** N, C, K */
  readonly tokens: number;
  readonly columns: number;
  readonly maxPower: number;
}

/**
 * Records the power stack Xₖ₊₁ = scale·A·Xₖ, k = 0 … K − 1, X₀ = `x0`. CPU twin: `refineCpu`.
 *
 * @throws Error where the WGSL does not compile.
 */
export async function recordRefine(
  device: GPUDevice,
  encoder: GPUCommandEncoder,
  input: RefineGpuInput,
): Promise<void> {
  const { a, scale, x0, stack, tokens, columns, maxPower } = input;
  const aligned = tokens % 4 === 0 && a.offset % 4 === 0;
  const source: KernelSource<typeof params> = {
    name: 'refine',
    files: [
      aligned ? { name: 'load-vec4.wgsl', source: loadVec4 } : { name: 'load-scalar.wgsl', source: loadScalar },
      { name: 'refine.wgsl', source: main },
    ],
    entryPoint: 'multiply',
    constants: { BLOCK_ROWS, BLOCK_COLUMNS, WORKGROUP },
    params,
  };
  const kernel = await loadKernel(device, source);
  const size = tokens * columns;
  encoder.copyBufferToBuffer(x0.buffer, x0.offset * 4, stack.buffer, stack.offset * 4, size * 4);
  const blocks = Math.ceil(tokens / BLOCK_ROWS) * Math.ceil(columns / BLOCK_COLUMNS);
  const pass = encoder.beginComputePass({ label: 'refine' });
  for (let power = 0; power < maxPower; power++) {
    const x_offset = stack.offset + power * size;
    recordDispatch(device, pass, kernel, {
      params: { a_offset: a.offset, x_offset, y_offset: x_offset + size, tokens, columns, scale },
      tensors: [a, stack],
      groups: Math.ceil(blocks / WORKGROUP),
    });
  }
  pass.end();
}
