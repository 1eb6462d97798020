import { gridOf, type MapSide, tokensOf } from '../../../core/grid-size.ts';
import { guideRadius } from '../../../core/segmentation/picture-guide.ts';
import { recordDispatch } from '../../dispatch.ts';
import { loadKernel } from '../../kernel.ts';
import type { KernelSource } from '../../kernel-source.ts';
import { scratchBuffer } from '../../scratch-buffer.ts';
import type { TensorSlice } from '../../tensor-slice.ts';
import scoreRange from '../shared/score-range.wgsl?raw';
import window from '../shared/window.wgsl?raw';
import averageWindows from './average-windows.wgsl?raw';
import fit from './fit.wgsl?raw';
import { COEFFICIENTS, FLAT_RANGE } from './guided-upsample.cpu.ts';
import main from './guided-upsample.wgsl?raw';
import normaliseFit from './normalise-fit.wgsl?raw';

export const WORKGROUP = 64;

const fitSource = {
  name: 'guided-fit',
  files: [
    { name: 'shared/window.wgsl', source: window },
    { name: 'fit.wgsl', source: fit },
  ],
  entryPoint: 'fit',
  constants: { WORKGROUP, COEFFICIENTS },
  params: {
    maps_offset: 'u32',
    cells_offset: 'u32',
    columns: 'u32',
    rows: 'u32',
    radius: 'u32',
    count: 'u32',
  },
} as const satisfies KernelSource;

const averageSource = {
  name: 'guided-average',
  files: [
    { name: 'shared/window.wgsl', source: window },
    { name: 'average-windows.wgsl', source: averageWindows },
  ],
  entryPoint: 'average_windows',
  constants: { WORKGROUP },
  params: { columns: 'u32', rows: 'u32', radius: 'u32', count: 'u32' },
} as const satisfies KernelSource;

const normaliseSource = {
  name: 'guided-normalise',
  files: [
    { name: 'shared/score-range.wgsl', source: scoreRange },
    { name: 'normalise-fit.wgsl', source: normaliseFit },
  ],
  entryPoint: 'normalise_fit',
  constants: { WORKGROUP, COEFFICIENTS, FLAT_RANGE },
  params: { cells_offset: 'u32', tokens: 'u32', classes: 'u32' },
} as const satisfies KernelSource;

const upsampleSource = {
  name: 'guided-upsample',
  files: [{ name: 'guided-upsample.wgsl', source: main }],
  entryPoint: 'guided_upsample',
  constants: { WORKGROUP, COEFFICIENTS },
  params: {
    colors_offset: 'u32',
    scores_offset: 'u32',
    columns: 'u32',
    rows: 'u32',
    width: 'u32',
    height: 'u32',
    count: 'u32',
  },
} as const satisfies KernelSource;

export interface GuidedUpsampleGpuInput {
  /** fp32 `[M, N]`, N the side's tokens. */
  readonly maps: TensorSlice;
  readonly side: MapSide;
  /** M */
  readonly classes: number;
  /** A PictureGuide's `cells` of that side, `[12, N]`. */
  readonly cells: TensorSlice;
  /** A PictureGuide's `colors`, `[3, H, W]`. */
  readonly colors: TensorSlice;
  readonly width: number;
  readonly height: number;
  /** fp32 `[M, H, W]`, overwritten. */
  readonly scores: TensorSlice;
}

/**
 * Records the fit of each class map to the picture's colours, its windows' averages, 0 … 1 and the upsampling. CPU twin:
 * `guidedUpsampleCpu`.
 *
 * @throws Error where the WGSL does not compile.
 */
export async function recordGuidedUpsample(
  device: GPUDevice,
  encoder: GPUCommandEncoder,
  input: GuidedUpsampleGpuInput,
): Promise<void> {
  const { maps, side, classes, cells, colors, width, height, scores } = input;
  const [fitKernel, averageKernel, normaliseKernel, upsampleKernel] = await Promise.all([
    loadKernel(device, fitSource),
    loadKernel(device, averageSource),
    loadKernel(device, normaliseSource),
    loadKernel(device, upsampleSource),
  ]);
  const tokens = tokensOf(side);
  const { width: columns, height: rows } = gridOf(side);
  const radius = guideRadius(side);
  const fitted = scratchBuffer(device, 'guided-upsample fitted', classes * COEFFICIENTS * tokens);
  const averaged = scratchBuffer(device, 'guided-upsample averaged', classes * COEFFICIENTS * tokens);
  const pass = encoder.beginComputePass({ label: 'guided-upsample' });
  recordDispatch(device, pass, fitKernel, {
    params: { maps_offset: maps.offset, cells_offset: cells.offset, columns, rows, radius, count: classes * tokens },
    tensors: [maps, cells, fitted],
    groups: Math.ceil((classes * tokens) / WORKGROUP),
  });
  recordDispatch(device, pass, averageKernel, {
    params: { columns, rows, radius, count: fitted.count },
    tensors: [fitted, averaged],
    groups: Math.ceil(fitted.count / WORKGROUP),
  });
  recordDispatch(device, pass, normaliseKernel, {
    params: { cells_offset: cells.offset, tokens, classes },
    tensors: [cells, averaged],
    groups: classes,
  });
  recordDispatch(device, pass, upsampleKernel, {
    params: {
      ...{ colors_offset: colors.offset, scores_offset: scores.offset },
      ...{ columns, rows, width, height, count: scores.count },
    },
    tensors: [averaged, colors, scores],
    groups: Math.ceil(scores.count / WORKGROUP),
  });
  pass.end();
}
