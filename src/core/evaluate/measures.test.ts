import { describe, expect, test } from 'vitest';
import { bootstrapInterval, pairedInterval } from './bootstrap.ts';
import { classIou, classOverlap, coverage, meanIou } from './class-overlap.ts';
import { Confusion } from './confusion.ts';
import { seededUniform } from './seeded-uniform.ts';

describe('mean IoU', () => {
  const truth = Uint8Array.of(0, 0, 1, 1, 2, 2, 2, 2);

  test('is 100 for the truth and counts only classes that occur', () => {
    expect(meanIou([classOverlap(truth, truth, 21)])).toBe(100);
  });

  test('sums pixels over pictures before it divides', () => {
    // Background 2/2, class 1: 1/2, class 2: 4/5.
    const predicted = Uint8Array.of(0, 0, 1, 2, 2, 2, 2, 2);
    expect(meanIou([classOverlap(predicted, truth, 21)])).toBeCloseTo((100 * (1 + 1 / 2 + 4 / 5)) / 3, 10);
  });

  test('is told of one class, and is no number where it never occurs', () => {
    const predicted = Uint8Array.of(0, 0, 1, 2, 2, 2, 2, 2);
    const overlaps = [classOverlap(predicted, truth, 21)];
    expect(classIou(overlaps, 1)).toBe(50);
    expect(classIou(overlaps, 7)).toBeNaN();
  });

  test('tells what was taken for what', () => {
    const confusion = new Confusion(3);
    confusion.add(Uint8Array.of(0, 0, 1, 2, 2, 255, 2, 0), truth);
    expect(confusion.mistakes()).toEqual([
      { truth: 1, predicted: 2, pixels: 1, share: 1 / 2 },
      { truth: 2, predicted: 0, pixels: 1, share: 1 / 3 },
    ]);
  });

  test('does not judge void, and tells how much was judged', () => {
    const predicted = Uint8Array.of(0, 0, 1, 255, 2, 2, 2, 2);
    const overlap = classOverlap(predicted, truth, 21);
    expect(meanIou([overlap])).toBe(100);
    expect(coverage([overlap])).toBe(7 / 8);
  });
});

describe('the bootstrap', () => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const uniform = seededUniform(7);
  const values = Array.from({ length: 400 }, () => uniform());

  test('gives the width that theory gives for a mean', () => {
    const { low, high } = bootstrapInterval(values, mean, seededUniform(11), 2000);
    // Uniform numbers have a standard deviation of 1/√12.
    const expected = (2 * 1.96) / Math.sqrt(12 * values.length);
    expect((high - low) / expected).toBeGreaterThan(0.9);
    expect((high - low) / expected).toBeLessThan(1.1);
    expect(low).toBeLessThan(mean(values));
    expect(high).toBeGreaterThan(mean(values));
  });

  test('is tighter for the difference of two measures of the same pictures', () => {
    const better = values.map((value) => value + 0.01);
    const { low, high } = pairedInterval(values, better, mean, seededUniform(13));
    expect(low).toBeCloseTo(0.01, 6);
    expect(high).toBeCloseTo(0.01, 6);
  });
});
