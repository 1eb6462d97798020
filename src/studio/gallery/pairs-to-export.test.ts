import { expect, it } from 'vitest';
import { pairMeta } from '../testing/samples.fixture.ts';
import { pairsToExport } from './pairs-to-export.ts';

const pairs = [pairMeta('a', { review: 'accepted' }), pairMeta('b', { review: 'rejected' }), pairMeta('c')];

it('takes all but the rejected ones, whatever single pair is marked', () => {
  expect(pairsToExport({ pairs, selection: [] })).toEqual(['a', 'c']);
  expect(pairsToExport({ pairs, selection: ['b'] })).toEqual(['a', 'c']);
});

it('takes several marked ones as they are, in the order of the gallery', () => {
  expect(pairsToExport({ pairs, selection: ['b', 'a'] })).toEqual(['a', 'b']);
});
