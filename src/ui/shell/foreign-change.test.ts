import { expect, test } from 'vitest';
import { isForeignChange, mayRebuild } from './foreign-change.ts';

test('a node that is not where it was is somebody else’s doing; all else is a bug', () => {
  expect(
    isForeignChange(new DOMException('The node to be removed is not a child of this node.', 'NotFoundError')),
  ).toBe(true);
  expect(isForeignChange(new DOMException('quota', 'QuotaExceededError'))).toBe(false);
  expect(isForeignChange(new TypeError('x is undefined'))).toBe(false);
});

test('the screen is built anew by itself, but not over and over', () => {
  expect(mayRebuild(5, null)).toBe(true);
  expect(mayRebuild(9_000, 0)).toBe(false);
  expect(mayRebuild(11_000, 0)).toBe(true);
});
