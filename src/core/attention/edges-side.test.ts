import { expect, it } from 'vitest';
import { edgesSide } from './edges-side.ts';

it('takes edges at half the largest side, or the nearest that there is', () => {
  expect(edgesSide([8, 16, 32])).toBe(16);
  expect(edgesSide([64, 32, 16, 8])).toBe(32);
  expect(edgesSide(['24×40', '12×20', '6×10'])).toBe('12×20');
  expect(edgesSide([16])).toBe(16);
  // Both are a factor of two off.
  expect(edgesSide([32, 8])).toBe(32);
  expect(() => edgesSide([])).toThrow('at least one side');
});
