import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_WINDOW_BINS, rescaleWindow, windowBinAt, windowBinsOf } from './window-bins.ts';

const parts = fc.integer({ min: 1, max: MAX_WINDOW_BINS });
const windowOver = (bins: number) =>
  fc
    .tuple(fc.nat(bins - 1), fc.nat(bins - 1))
    .map(([a, b]): readonly [number, number] => [Math.min(a, b), Math.max(a, b)]);

it.each([1, 2, 3, 4, 5, 25, 30, 100])('cuts %i steps into parts of nearly equal length, none empty', (steps) => {
  const bins = Array.from({ length: steps }, (_, step) => windowBinAt(step, steps));
  const lengths = Array.from({ length: windowBinsOf(steps) }, (_, bin) => bins.filter((b) => b === bin).length);
  expect(bins).toEqual([...bins].sort((a, b) => a - b));
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
});

it('keeps what a window covers as nearly as parts allow', () => {
  expect(rescaleWindow([2, 3], 4, 3)).toEqual([1, 2]);
  expect(rescaleWindow([1, 2], 3, 4)).toEqual([2, 3]);
  expect(rescaleWindow([2, 3], 4, 2)).toEqual([1, 1]);
  expect(rescaleWindow([1, 1], 2, 4)).toEqual([2, 3]);
  expect(rescaleWindow([3, 3], 4, 1)).toEqual([0, 0]);
  expect(rescaleWindow([1, 3], 2, 2)).toEqual([1, 1]);
});

it('leaves the whole the whole, and every window within its parts and in order', () => {
  fc.assert(
    fc.property(
      parts.chain((from) => fc.tuple(fc.constant(from), windowOver(from), parts)),
      ([from, window, to]) => {
        const [first, last] = rescaleWindow(window, from, to);
        expect(0 <= first && first <= last && last < to).toBe(true);
        expect(rescaleWindow([0, from - 1], from, to)).toEqual([0, to - 1]);
        if (from === to) expect([first, last]).toEqual(window);
      },
    ),
  );
});
