export interface AdaptedThreshold {
  readonly threshold: number;
  /** Of the region that it gives and the reference, 0 … 1. */
  readonly iou: number;
}

/**
 * The adaptive threshold of DiffuMask (arXiv 2303.11681): of some thresholds that whose region agrees best with what affinities between
 * pixels made of the same map; the lowest of several that do.
 *
 * @param scores u8 `[H,W]`, 0 … 255 for 0 … 1
 * @param reference u8 `[H,W]`: 1 where affinities put a pixel into the object
 * @param thresholds 0 … 1, rising, not empty
 */
export function adaptiveThreshold(
  scores: Uint8Array,
  reference: Uint8Array,
  thresholds: readonly number[],
): AdaptedThreshold {
  // How many pixels have each score, in the reference and in all: one pass for all thresholds.
  const inside = new Float64Array(257);
  const all = new Float64Array(257);
  scores.forEach((score, pixel) => {
    all[score] = (all[score] as number) + 1;
    if (reference[pixel] === 1) inside[score] = (inside[score] as number) + 1;
  });
  for (let score = 255; score >= 0; score--) {
    all[score] = (all[score] as number) + (all[score + 1] as number);
    inside[score] = (inside[score] as number) + (inside[score + 1] as number);
  }
  const wanted = inside[0] as number;
  let best: AdaptedThreshold = { threshold: thresholds[0] as number, iou: -1 };
  for (const threshold of thresholds) {
    const least = leastScore(threshold);
    const intersection = inside[least] as number;
    const union = (all[least] as number) + wanted - intersection;
    const iou = union === 0 ? 1 : intersection / union;
    if (iou > best.iou) best = { threshold, iou };
  }
  return best;
}

/** The lowest score of 0 … 255 that reaches a threshold of 0 … 1. */
export const leastScore = (threshold: number) => Math.ceil(threshold * 255);
