import { BACKGROUND_ID, type PixelCounts, VOID_ID } from '../../../core/segmentation/types.ts';

/** Inputs of the segment kernel on the CPU. */
export interface SegmentInput {
  /** fp32 `[M, H·W]` */
  readonly scores: Float32Array;
  /** H·W */
  readonly pixels: number;
  /** M class ids, 1 … 254. */
  readonly classIds: readonly number[];
  /** M flags: classes that may win a pixel. */
  readonly present: readonly boolean[];
  readonly alpha: number;
  /** α ≤ β */
  readonly beta: number;
  /** u8 `[H·W]`, overwritten. */
  readonly mask: Uint8Array;
}

export interface SegmentSummary {
  readonly pixels: PixelCounts;
  /** HISTOGRAM_BINS bins over 0 … 1 of each pixel's highest score among present classes. */
  readonly histogram: Uint32Array;
}

export const HISTOGRAM_BINS = 64;
/** Scores are kept in 16 bits beside the mask; the histogram's bin is the top 6 of them. */
export const SCORE_LEVELS = 65535;
export const HISTOGRAM_SHIFT = 10;

/**
 * Thresholds of Dataset Diffusion (arXiv 2309.14303, uncertainty-aware segmentation): with s the highest score among
 * present classes, s < α is background, α ≤ s < β is void, s ≥ β is the class with that score, the first of equals.
 *
 * Without a present class every pixel is background. Compares in fp32 as the GPU does.
 */
export function segmentCpu(input: SegmentInput): SegmentSummary {
  const { scores, pixels, classIds, present, mask } = input;
  const planes = classIds.flatMap((id, index) => (present[index] ? [{ id, offset: index * pixels }] : []));
  const offsets = Int32Array.from(planes, (plane) => plane.offset);
  const ids = Uint8Array.from(planes, (plane) => plane.id);
  const alpha = Math.fround(input.alpha);
  const beta = Math.fround(input.beta);
  const histogram = new Uint32Array(HISTOGRAM_BINS);
  const countById = new Uint32Array(256);
  if (planes.length === 0) {
    mask.fill(BACKGROUND_ID, 0, pixels);
    histogram[0] = pixels;
    countById[BACKGROUND_ID] = pixels;
    return { pixels: pixelCounts(countById, classIds), histogram };
  }
  for (let p = 0; p < pixels; p++) {
    let best = scores[(offsets[0] as number) + p] as number;
    let winner = 0;
    for (let c = 1; c < offsets.length; c++) {
      const score = scores[(offsets[c] as number) + p] as number;
      if (score > best) {
        best = score;
        winner = c;
      }
    }
    const id = best < alpha ? BACKGROUND_ID : best < beta ? VOID_ID : (ids[winner] as number);
    mask[p] = id;
    countById[id] = (countById[id] as number) + 1;
    const level = best <= 0 ? 0 : best >= 1 ? SCORE_LEVELS : (best * SCORE_LEVELS + 0.5) | 0;
    const bin = level >> HISTOGRAM_SHIFT;
    histogram[bin] = (histogram[bin] as number) + 1;
  }
  return { pixels: pixelCounts(countById, classIds), histogram };
}

/** Turns counts by mask value into counts by meaning; every class has an entry, also those with no pixel. */
export function pixelCounts(countById: Uint32Array, classIds: readonly number[]): PixelCounts {
  return {
    background: countById[BACKGROUND_ID] as number,
    void: countById[VOID_ID] as number,
    classes: Object.fromEntries(classIds.map((id) => [id, countById[id] as number])),
  };
}
