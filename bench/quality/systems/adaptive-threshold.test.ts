import { describe, expect, test } from 'vitest';
import { seededUniform } from '../../../src/core/evaluate/seeded-uniform.ts';
import { adaptiveThreshold, leastScore } from './adaptive-threshold.ts';

const THRESHOLDS = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

/** IoU pixel by pixel. */
function iouAt(scores: Uint8Array, reference: Uint8Array, threshold: number): number {
  const isIn = Array.from(scores, (score) => score / 255 >= threshold);
  const both = isIn.filter((is, pixel) => is && reference[pixel] === 1).length;
  const either = isIn.filter((is, pixel) => is || reference[pixel] === 1).length;
  return either === 0 ? 1 : both / either;
}

describe('the adaptive threshold', () => {
  test('finds the threshold that a region was made with', () => {
    const scores = Uint8Array.from({ length: 256 }, (_, score) => score);
    for (const made of THRESHOLDS) {
      const reference = scores.map((score) => (score / 255 >= made ? 1 : 0));
      expect(adaptiveThreshold(scores, reference, THRESHOLDS)).toEqual({ threshold: made, iou: 1 });
    }
  });

  test('agrees best of all thresholds, with the IoU of its pixels', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const uniform = seededUniform(seed);
      const scores = Uint8Array.from({ length: 400 }, () => Math.floor(256 * uniform()));
      const reference = scores.map((score) => (score / 255 + 0.6 * uniform() > 0.8 ? 1 : 0));
      const { threshold, iou } = adaptiveThreshold(scores, reference, THRESHOLDS);
      expect(iou).toBeCloseTo(iouAt(scores, reference, threshold), 12);
      expect(iou).toBeCloseTo(Math.max(...THRESHOLDS.map((one) => iouAt(scores, reference, one))), 12);
    }
  });

  test('takes the lowest of thresholds that are as good', () => {
    const scores = Uint8Array.of(255, 255, 0, 0);
    expect(adaptiveThreshold(scores, Uint8Array.of(1, 1, 0, 0), THRESHOLDS)).toEqual({ threshold: 0.2, iou: 1 });
  });

  test('finds an empty region in agreement with an empty one', () => {
    const scores = Uint8Array.of(100, 90, 0, 0);
    expect(adaptiveThreshold(scores, new Uint8Array(4), THRESHOLDS)).toEqual({ threshold: 0.4, iou: 1 });
  });
});

test('the least score reaches the threshold, and the one below does not', () => {
  for (const threshold of THRESHOLDS) {
    expect(leastScore(threshold) / 255).toBeGreaterThanOrEqual(threshold);
    expect((leastScore(threshold) - 1) / 255).toBeLessThan(threshold);
  }
});
