import { describe, expect, test } from 'vitest';
import { checkRowSums } from './row-sums.ts';

describe('row sums', () => {
  test('within 1e-4 of 1 the check passes', () => {
    expect(() => checkRowSums(Float32Array.from([1, 1.00009, 0.99991]), 1)).not.toThrow();
  });

  test('the worst row is named', () => {
    const sums = Float32Array.from([1.001, 0.5, 1.25, 1]);
    expect(() => checkRowSums(sums, 2)).toThrow(
      expect.objectContaining({ code: 'self-check-failed', details: { selfSide: 2, row: 1, sum: 0.5 } }),
    );
  });

  test('a NaN is the worst of all', () => {
    expect(() => checkRowSums(Float32Array.from([2, Number.NaN, 9, 1]), 2)).toThrow(
      expect.objectContaining({ details: { selfSide: 2, row: 1, sum: Number.NaN } }),
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    '%s is told as an overflow, not as attention that was misread',
    (sum) => {
      expect(() => checkRowSums(Float32Array.from([1, sum]), 1)).toThrow(
        expect.objectContaining({ code: 'number-overflow', message: expect.stringContaining(`row 1 sums to ${sum}`) }),
      );
    },
  );
});
