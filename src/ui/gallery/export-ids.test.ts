import { describe, expect, it } from 'vitest';
import type { Pair } from '../studio-context.tsx';
import { exportIds } from './export-ids.ts';

const pair = (id: string, review: Pair['review']) => ({ id, review }) as Pair;
const pairs = [pair('a', 'accepted'), pair('b', 'rejected'), pair('c', 'unreviewed')];

describe('exportIds', () => {
  it('takes all but the rejected ones', () => expect(exportIds({ pairs, selection: ['b'] })).toEqual(['a', 'c']));
  it('takes a selection of several as it is', () =>
    expect(exportIds({ pairs, selection: ['a', 'b'] })).toEqual(['a', 'b']));
});
