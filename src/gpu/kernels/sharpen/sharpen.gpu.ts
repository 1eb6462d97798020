import { recordDispatch } from '../../dispatch.ts';
import { loadKernel } from '../../kernel.ts';
import type { KernelSource } from '../../kernel-source.ts';
import type { TensorSlice } from '../../tensor-slice.ts';
import main from './sharpen.wgsl?raw';

/** Invocations that share a row; a power of two. */
export const WORKGROUP = 64;

const params = { a_offset: 'u32', tokens: 'u32', power: 'f32' } as const;

export interface SharpenGpuInput {
  /** fp32 `[N, N]`, not negative: overwritten by rows that sum to 1. */
  readonly a: TensorSlice;
  /** N */
  readonly tokens: number;
  /** p > 0 */
  readonly power: number;
}

/**
 * Records a[n,m] ← a[n,m]ᵖ / Σⱼ a[n,j]ᵖ, in place. CPU twin: `sharpenCpu`.
 *
 * @throws Error where the WGSL does not compile.
 */
export async function recordSharpen(
  device: GPUDevice,
  encoder: GPUCommandEncoder,
  { a, tokens, power }: SharpenGpuInput,
): Promise<void> {
  const source: KernelSource<typeof params> = {
    name: 'sharpen',
    files: [{ name: 'sharpen.wgsl', source: main }],
    entryPoint: 'sharpen',
    constants: { WORKGROUP },
    params,
  };
  const kernel = await loadKernel(device, source);
  const pass = encoder.beginComputePass({ label: 'sharpen' });
  recordDispatch(device, pass, kernel, {
    params: { a_offset: a.offset, tokens, power },
    tensors: [a],
    groups: tokens,
  });
  pass.end();
}
