import { BACKGROUND_ID, VOID_ID } from '../../../core/segmentation/types.ts';
import { constantBuffer } from '../../constant-buffer.ts';
import { recordDispatch } from '../../dispatch.ts';
import { loadKernel } from '../../kernel.ts';
import type { KernelSource } from '../../kernel-source.ts';
import { type TensorSlice, wholeBuffer } from '../../tensor-slice.ts';
import { HISTOGRAM_BINS, HISTOGRAM_SHIFT, pixelCounts, SCORE_LEVELS, type SegmentSummary } from './segment.cpu.ts';
import main from './segment.wgsl?raw';

export const WORKGROUP = 64;
/** Pixels of one invocation: their score bytes fill a u32. */
export const PIXELS_PER_WORD = 4;
/** A packed pixel: mask id below, score above. */
const SCORE_SHIFT = 16;
/** An entry of the class table: id below, presence flag above. */
const PRESENT_SHIFT = 8;
const ID_MASK = 0xff;

const source = {
  name: 'segment',
  files: [{ name: 'segment.wgsl', source: main }],
  entryPoint: 'segment',
  constants: { WORKGROUP, PIXELS_PER_WORD, SCORE_SHIFT, SCORE_LEVELS, PRESENT_SHIFT, ID_MASK, BACKGROUND_ID, VOID_ID },
  params: {
    scores_offset: 'u32',
    out_offset: 'u32',
    pixels: 'u32',
    classes: 'u32',
    alpha: 'f32',
    beta: 'f32',
  },
} as const satisfies KernelSource;

export interface SegmentGpuInput {
  /** fp32 `[M, H·W]` */
  readonly scores: TensorSlice;
  /** H·W */
  readonly pixels: number;
  /** Those past a mask's values are not present. */
  readonly classIds: readonly number[];
  readonly present: readonly boolean[];
  readonly alpha: number;
  readonly beta: number;
  /** u32 `[segmentWords(pixels, M)]`, overwritten: read it back and give it to `unpackSegment`. */
  readonly out: TensorSlice;
}

/** u32 words of the kernel's output: one per pixel, then per class one for every four pixels. */
export function segmentWords(pixels: number, classes: number): number {
  return pixels + classes * Math.ceil(pixels / PIXELS_PER_WORD);
}

/**
 * Records presence, α/β, argmax and void, and packs the class scores into bytes. CPU twin: `segmentCpu`.
 *
 * @throws Error where the WGSL does not compile.
 */
export async function recordSegment(
  device: GPUDevice,
  encoder: GPUCommandEncoder,
  input: SegmentGpuInput,
): Promise<void> {
  const { scores, pixels, classIds, present, alpha, beta, out } = input;
  const kernel = await loadKernel(device, source);
  const classes = classIds.length;
  const table = Uint32Array.from(classIds, (id, c) => (id & ID_MASK) | (Number(present[c]) << PRESENT_SHIFT));
  const tableBuffer = constantBuffer(device, 'segment classes', table.buffer, GPUBufferUsage.STORAGE);
  const pass = encoder.beginComputePass({ label: 'segment' });
  recordDispatch(device, pass, kernel, {
    params: { scores_offset: scores.offset, out_offset: out.offset, pixels, classes, alpha, beta },
    tensors: [scores, wholeBuffer(tableBuffer, classes), out],
    groups: Math.ceil(pixels / (PIXELS_PER_WORD * WORKGROUP)),
  });
  pass.end();
}

export interface UnpackedSegment extends SegmentSummary {
  /** u8 `[H·W]` */
  readonly mask: Uint8Array;
  /** u8 `[M, H·W]` */
  readonly scores: Uint8Array;
}

/** Takes the kernel's output apart: mask, score bytes, counts and histogram, as the twin gives them. */
export function unpackSegment(words: Uint32Array, pixels: number, classIds: readonly number[]): UnpackedSegment {
  const mask = new Uint8Array(pixels);
  const histogram = new Uint32Array(HISTOGRAM_BINS);
  const countById = new Uint32Array(ID_MASK + 1);
  for (let p = 0; p < pixels; p++) {
    const word = words[p] as number;
    const id = word & ID_MASK;
    const bin = word >>> (SCORE_SHIFT + HISTOGRAM_SHIFT);
    mask[p] = id;
    countById[id] = (countById[id] as number) + 1;
    histogram[bin] = (histogram[bin] as number) + 1;
  }
  const scores = new Uint8Array(classIds.length * pixels);
  const planeBytes = Math.ceil(pixels / PIXELS_PER_WORD) * PIXELS_PER_WORD;
  classIds.forEach((_, c) => {
    const start = words.byteOffset + pixels * 4 + c * planeBytes;
    scores.set(new Uint8Array(words.buffer, start, pixels), c * pixels);
  });
  return { mask, scores, histogram, pixels: pixelCounts(countById, classIds) };
}
