import { expect, it } from 'vitest';
import { chooseOne, chooseUpTo, toggleOne } from './tile-choice.ts';

const ORDER = ['a', 'b', 'c', 'd', 'e', 'f'];

it('chooses a range from where it began, again and again', () => {
  const started = chooseOne('c');
  const right = chooseUpTo(started, 'e', ORDER);
  expect(right.ids).toEqual(['c', 'd', 'e']);
  const left = chooseUpTo(right, 'b', ORDER);
  expect([...left.ids].sort(), 'what lay on the other side is let go').toEqual(['b', 'c']);
  expect(chooseUpTo(left, 'c', ORDER).ids).toEqual(['c']);
});

it('keeps single tiles beside the range, which begins at the last of them', () => {
  const two = toggleOne(chooseOne('a'), 'd');
  expect(two.ids).toEqual(['a', 'd']);
  expect(chooseUpTo(two, 'f', ORDER).ids).toEqual(['a', 'd', 'e', 'f']);
  expect(toggleOne(two, 'a').ids).toEqual(['d']);
  expect(toggleOne(toggleOne(two, 'a'), 'd').ids).toEqual([]);
});

it('begins a range anew where its beginning is gone', () => {
  expect(chooseUpTo({ ids: ['x'], anchor: 'x', end: 'x' }, 'b', ORDER).ids).toEqual(['x', 'b']);
  expect(chooseUpTo({ ids: [], anchor: null, end: null }, 'b', ORDER).ids).toEqual(['b']);
});
