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
  const { pixels, classIds, present, mask } = input;
  const presentIds = classIds.filter((_, c) => present[c]);
  const scores = presentPlanes(input, presentIds.length);
  // Outcomes by number: background, void, then the present classes.
  const ids = Uint8Array.of(BACKGROUND_ID, VOID_ID, ...presentIds);
  const alpha = Math.fround(input.alpha);
  const beta = Math.fround(input.beta);
  const histogram = new Uint32Array(HISTOGRAM_BINS);
  const countById = new Uint32Array(256);
  if (presentIds.length === 0) {
    mask.fill(BACKGROUND_ID, 0, pixels);
    histogram[0] = pixels;
    countById[BACKGROUND_ID] = pixels;
    return { pixels: pixelCounts(countById, classIds), histogram };
  }
  const end = presentIds.length * pixels;
  for (let p = 0; p < pixels; p++) {
    let best = scores[p] as number;
    let winner = 2;
    for (let cell = p + pixels, outcome = 3; cell < end; cell += pixels, outcome++) {
      const score = scores[cell] as number;
      if (score > best) {
        best = score;
        winner = outcome;
      }
    }
    const id = ids[best < alpha ? 0 : best < beta ? 1 : winner] as number;
    mask[p] = id;
    countById[id] = (countById[id] as number) + 1;
    const level = best <= 0 ? 0 : best >= 1 ? SCORE_LEVELS : (best * SCORE_LEVELS + 0.5) | 0;
    const bin = level >> HISTOGRAM_SHIFT;
    histogram[bin] = (histogram[bin] as number) + 1;
  }
  return { pixels: pixelCounts(countById, classIds), histogram };
}

/** The planes of present classes, one after the other: a fixed stride keeps the loop over pixels short. */
function presentPlanes({ scores, pixels, present }: SegmentInput, presentCount: number): Float32Array {
  if (present.every(Boolean)) return scores;
  const planes = new Float32Array(presentCount * pixels);
  let filled = 0;
  present.forEach((isPresent, c) => {
    if (!isPresent) return;
    planes.set(scores.subarray(c * pixels, (c + 1) * pixels), filled);
    filled += pixels;
  });
  return planes;
}

/** Turns counts by mask value into counts by meaning; every class has an entry, also those with no pixel. Ids past a mask's values have none. */
export function pixelCounts(countById: Uint32Array, classIds: readonly number[]): PixelCounts {
  return {
    background: countById[BACKGROUND_ID] as number,
    void: countById[VOID_ID] as number,
    classes: Object.fromEntries(classIds.filter((id) => id < VOID_ID).map((id) => [id, countById[id] as number])),
  };
}
