import { recordDispatch } from '../../dispatch.ts';
import { loadKernel } from '../../kernel.ts';
import type { KernelSource } from '../../kernel-source.ts';
import type { TensorSlice } from '../../tensor-slice.ts';
import { LEAST } from './attention-edges.cpu.ts';
import main from './attention-edges.wgsl?raw';

/** Invocations that share a place; a power of two. */
export const WORKGROUP = 64;

const source = {
  name: 'attention-edges',
  files: [{ name: 'attention-edges.wgsl', source: main }],
  entryPoint: 'attention_edges',
  constants: { WORKGROUP, LEAST },
  params: { a_offset: 'u32', edges_offset: 'u32', width: 'u32', height: 'u32', scale: 'f32' },
} as const satisfies KernelSource;

export interface AttentionEdgesGpuInput {
  /** A_S: fp32 `[N, N]` with N = width · height, not negative. */
  readonly a: TensorSlice;
  /** What makes its rows sum to 1. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  /** fp32 `[N]`: overwritten. */
  readonly edges: TensorSlice;
}

/**
 * Records edges[n] = D(A_right ‖ A_left) + D(A_below ‖ A_above). CPU twin: `attentionEdgesCpu`.
 *
 * @throws Error where the WGSL does not compile.
 */
export async function recordAttentionEdges(
  device: GPUDevice,
  encoder: GPUCommandEncoder,
  { a, scale, width, height, edges }: AttentionEdgesGpuInput,
): Promise<void> {
  const kernel = await loadKernel(device, source);
  const pass = encoder.beginComputePass({ label: 'attention edges' });
  recordDispatch(device, pass, kernel, {
    params: { a_offset: a.offset, edges_offset: edges.offset, width, height, scale },
    tensors: [a, edges],
    groups: width * height,
  });
  pass.end();
}
