import { expect, it } from 'vitest';
import { DEFAULT_EXPORT_CHOICE } from '../../core/dataset/export-choice.ts';
import { pairMeta } from '../testing/samples.fixture.ts';
import { offeredPairs, pairsToExport } from './pairs-to-export.ts';

const pairs = [pairMeta('a', { review: 'accepted' }), pairMeta('b', { review: 'rejected' }), pairMeta('c')];
const remembered = (choice: (typeof DEFAULT_EXPORT_CHOICE)['pairs']) => ({ ...DEFAULT_EXPORT_CHOICE, pairs: choice });
const state = (selection: string[], choice: (typeof DEFAULT_EXPORT_CHOICE)['pairs'] = 'not-rejected') => ({
  pairs,
  selection,
  exportChoice: remembered(choice),
});

it('takes all but the rejected ones, whatever single pair is marked', () => {
  expect(pairsToExport(state([]))).toEqual(['a', 'c']);
  expect(pairsToExport(state(['b']))).toEqual(['a', 'c']);
});

it('takes several marked ones as they are, in the order of the gallery', () => {
  expect(pairsToExport(state(['b', 'a'], 'accepted'))).toEqual(['a', 'b']);
});

it('takes what was chosen the last time, but no selection that is none any more', () => {
  expect(pairsToExport(state([], 'accepted'))).toEqual(['a']);
  expect(offeredPairs(state([], 'selected'))).toBe('not-rejected');
});
