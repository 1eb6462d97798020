import { expect, test } from 'vitest';
import { keptPairs } from './noise-filter.ts';

test('drops the least certain pairs of each class, not of all', () => {
  // Every pair of class 2 is less certain than every pair of class 1.
  const classIds = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2];
  const certainties = [0.9, 0.3, 0.6, 0.2, 0.8, 0.5, 0.95, 0.4, 0.7, 0.45];
  expect(keptPairs(classIds, certainties, 0.2)).toEqual([0, 1, 4, 5, 6, 7, 8, 9]);
  expect(keptPairs(classIds, certainties, 0.4)).toEqual([0, 4, 5, 6, 7, 9]);
});

test('keeps all where nothing is to go, and the last one of a class that is rare', () => {
  expect(keptPairs([1, 2, 1], [0.1, 0.2, 0.3], 0)).toEqual([0, 1, 2]);
  expect(keptPairs([1, 2, 1], [0.1, 0.2, 0.3], 0.2)).toEqual([0, 1, 2]);
});
