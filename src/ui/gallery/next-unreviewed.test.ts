import { describe, expect, it } from 'vitest';
import type { Pair } from '../studio-context.tsx';
import { nextUnreviewed, stripOrder } from './next-unreviewed.ts';

const pair = (id: string, review: Pair['review'], createdAt = id) => ({ id, review, createdAt }) as Pair;
const pairs = [pair('a', 'unreviewed'), pair('b', 'accepted'), pair('c', 'unreviewed'), pair('d', 'unreviewed')];

describe('nextUnreviewed', () => {
  it('skips what has a verdict', () => expect(nextUnreviewed(pairs, ['a'])).toBe('c'));
  it('starts again at the beginning', () => expect(nextUnreviewed(pairs, ['d'])).toBe('a'));
  it('passes over everything just reviewed', () => expect(nextUnreviewed(pairs, ['a', 'c'])).toBe('d'));
  it('ends when nothing is left', () => expect(nextUnreviewed(pairs, ['a', 'c', 'd'])).toBeNull());
});

describe('stripOrder', () => {
  it('puts the newest first', () => {
    expect(stripOrder(pairs).map((entry) => entry.id)).toEqual(['d', 'c', 'b', 'a']);
  });
});
