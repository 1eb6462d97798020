import { describe, expect, it } from 'vitest';
import type { Pair } from '../studio-context.tsx';
import { isSameStrip, nextUnreviewed } from './next-unreviewed.ts';

const pair = (id: string, review: Pair['review'], createdAt = id) => ({ id, review, createdAt }) as Pair;
const pairs = [pair('a', 'unreviewed'), pair('b', 'accepted'), pair('c', 'unreviewed'), pair('d', 'unreviewed')];

describe('nextUnreviewed', () => {
  it('skips what has a verdict', () => expect(nextUnreviewed(pairs, ['a'])).toBe('c'));
  it('starts again at the beginning', () => expect(nextUnreviewed(pairs, ['d'])).toBe('a'));
  it('passes over everything just reviewed', () => expect(nextUnreviewed(pairs, ['a', 'c'])).toBe('d'));
  it('ends when nothing is left', () => expect(nextUnreviewed(pairs, ['a', 'c', 'd'])).toBeNull());
});

describe('isSameStrip', () => {
  const change = (part: Partial<Pair>) => pairs.map((entry) => (entry.id === 'b' ? { ...entry, ...part } : entry));
  it('looks past what no tile shows', () => expect(isSameStrip(pairs, change({ tuning: {} as never }))).toBe(true));
  it('sees a verdict', () => expect(isSameStrip(pairs, change({ review: 'rejected' }))).toBe(false));
  it('sees a pair come, go or move', () => {
    expect(isSameStrip(pairs, pairs.slice(1))).toBe(false);
    expect(isSameStrip(pairs.slice(1), pairs)).toBe(false);
    expect(isSameStrip(pairs, [...pairs].reverse())).toBe(false);
  });
});
