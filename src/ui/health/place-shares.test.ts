import { expect, it } from 'vitest';
import { placeShares } from './place-shares.ts';

it('spreads a class over thirds of the picture', () => {
  const places = new Float64Array(256);
  places[0] = 3;
  places[255] = 1;
  expect(placeShares(places)).toEqual([
    [0.75, 0, 0],
    [0, 0, 0],
    [0, 0, 0.25],
  ]);
});

it('sums to one, and to nothing without pixels', () => {
  const sum = (rows: readonly (readonly number[])[]) => rows.flat().reduce((a, b) => a + b, 0);
  expect(sum(placeShares(new Float64Array(256).fill(0.3)))).toBeCloseTo(1, 10);
  expect(sum(placeShares(new Float64Array(256)))).toBe(0);
});
