import { BICUBIC_A } from '../../../core/attention/bicubic.ts';
import { gridOf, type MapSide, tokensOf } from '../../../core/grid-size.ts';
import { recordDispatch } from '../../dispatch.ts';
import { loadKernel } from '../../kernel.ts';
import type { KernelSource } from '../../kernel-source.ts';
import { scratchBuffer } from '../../scratch-buffer.ts';
import type { TensorSlice } from '../../tensor-slice.ts';
import scoreRange from '../shared/score-range.wgsl?raw';
import { splitTau } from './class-maps.cpu.ts';
import normalise from './class-maps.wgsl?raw';
import resizeAxis from './resize-axis.wgsl?raw';

export const WORKGROUP = 64;

const normaliseSource = {
  name: 'class-maps',
  files: [
    { name: 'shared/score-range.wgsl', source: scoreRange },
    { name: 'class-maps.wgsl', source: normalise },
  ],
  entryPoint: 'blend_and_normalise',
  constants: { WORKGROUP },
  params: {
    lower_offset: 'u32',
    upper_offset: 'u32',
    maps_offset: 'u32',
    tokens: 'u32',
    classes: 'u32',
    fraction: 'f32',
  },
} as const satisfies KernelSource;

const resizeSource = {
  name: 'resize-axis',
  files: [{ name: 'resize-axis.wgsl', source: resizeAxis }],
  entryPoint: 'resize_axis',
  constants: { WORKGROUP, BICUBIC_A },
  params: {
    source_offset: 'u32',
    target_offset: 'u32',
    source_length: 'u32',
    target_length: 'u32',
    inner: 'u32',
    count: 'u32',
  },
} as const satisfies KernelSource;

export interface BlendGpuInput {
  /** fp32 `[K + 1, N, M]`, N the side's tokens. */
  readonly stack: TensorSlice;
  /** K */
  readonly maxPower: number;
  /** 0 … K, continuous. */
  readonly tau: number;
  readonly side: MapSide;
  /** M */
  readonly classes: number;
  /** fp32 `[M, N]`, overwritten: maps normalised to 0 … 1. */
  readonly maps: TensorSlice;
}

export interface ClassMapsGpuInput extends BlendGpuInput {
  readonly width: number;
  readonly height: number;
  /** fp32 `[M, H, W]`, overwritten. */
  readonly scores: TensorSlice;
}

/**
 * Records blend for τ and min-max per class. CPU twin: `blendClassMaps`.
 *
 * @throws Error where the WGSL does not compile.
 */
export async function recordBlendMaps(
  device: GPUDevice,
  encoder: GPUCommandEncoder,
  { stack, maxPower, tau, side, classes, maps }: BlendGpuInput,
): Promise<void> {
  const kernel = await loadKernel(device, normaliseSource);
  const tokens = tokensOf(side);
  const { lower, upper, fraction } = splitTau(tau, maxPower);
  const pass = encoder.beginComputePass({ label: 'class-maps' });
  recordDispatch(device, pass, kernel, {
    params: {
      lower_offset: stack.offset + lower * tokens * classes,
      upper_offset: stack.offset + upper * tokens * classes,
      maps_offset: maps.offset,
      tokens,
      classes,
      fraction,
    },
    tensors: [stack, maps],
    groups: classes,
  });
  pass.end();
}

/**
 * Records blend for τ, min-max per class and bicubic upsampling, rows first. CPU twin: `classMapsCpu`.
 *
 * @throws Error where the WGSL does not compile.
 */
export async function recordClassMaps(
  device: GPUDevice,
  encoder: GPUCommandEncoder,
  input: ClassMapsGpuInput,
): Promise<void> {
  const { side, classes, width, height, maps, scores } = input;
  const grid = gridOf(side);
  const resizeKernel = await loadKernel(device, resizeSource);
  await recordBlendMaps(device, encoder, input);
  const stretched = scratchBuffer(device, 'class-maps stretched', classes * grid.height * width);
  const pass = encoder.beginComputePass({ label: 'class-maps upsampling' });
  const resize = (
    source: TensorSlice,
    sourceLength: number,
    target: TensorSlice,
    targetLength: number,
    inner: number,
  ) => {
    const params = {
      source_offset: source.offset,
      target_offset: target.offset,
      source_length: sourceLength,
      target_length: targetLength,
      inner,
      count: target.count,
    };
    const groups = Math.ceil(target.count / WORKGROUP);
    recordDispatch(device, pass, resizeKernel, { params, tensors: [source, target], groups });
  };
  resize(maps, grid.width, stretched, width, 1);
  resize(stretched, grid.height, scores, height, width);
  pass.end();
}
