import { expect, it } from 'vitest';
import { windowBinAt, windowBinsOf } from './window-bins.ts';

it.each([1, 2, 3, 4, 5, 25, 30, 100])('cuts %i steps into parts of nearly equal length, none empty', (steps) => {
  const bins = Array.from({ length: steps }, (_, step) => windowBinAt(step, steps));
  const lengths = Array.from({ length: windowBinsOf(steps) }, (_, bin) => bins.filter((b) => b === bin).length);
  expect(bins).toEqual([...bins].sort((a, b) => a - b));
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
});
