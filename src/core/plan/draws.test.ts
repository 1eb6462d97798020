import { expect, test } from 'vitest';
import { createDraws } from './draws.ts';

test('draws are those of their seed, and even', () => {
  const [a, b, other] = [createDraws(5), createDraws(5), createDraws(6)];
  const drawn = Array.from({ length: 7_000 }, () => a.below(7));
  expect(Array.from({ length: 7_000 }, () => b.below(7))).toEqual(drawn);
  expect(Array.from({ length: 7_000 }, () => other.below(7))).not.toEqual(drawn);
  const counts = [0, 1, 2, 3, 4, 5, 6].map((value) => drawn.filter((one) => one === value).length);
  // χ² with 6 degrees of freedom exceeds 22.5 once in a thousand.
  expect(counts.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)).toBeLessThan(22.5);
});

test('a shuffle loses nothing, and every order occurs', () => {
  const draws = createDraws(1);
  const orders = new Set(Array.from({ length: 200 }, () => draws.shuffled(['a', 'b', 'c']).join('')));
  expect([...orders].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
});

test('nothing can be picked from nothing', () => {
  expect(() => createDraws(1).pick([])).toThrow('nothing to pick');
});
