import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ownLabelSet } from '../../core/prompt/label-sets/own-label-set.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { createMemoryLabelSetStore } from '../../storage/label-sets/label-set-store.ts';
import type { PairMeta } from '../../storage/types.ts';
import { createStudioStore } from '../studio-store.ts';
import { pairMeta, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';
import { exportLabelSets, leftOutNote } from './export-label-set.ts';

const [plane, bike, bird] = VOC_20.classes as [PairClass, PairClass, PairClass];
type PairClass = (typeof VOC_20.classes)[number];
const first = ownLabelSet('Mine', [plane, bike]);
const longer = ownLabelSet('Mine', [plane, bike, bird]);
const moved = ownLabelSet('Mine, moved', [bike, plane]);
const versions = [first, longer, moved].map((set) => ({
  set,
  createdAt: '2026-11-20T00:00:00.000Z',
  isRetired: false,
}));
const state = { labelSets: [...createStudioStore(VOC_20, 1, 'http://studio').getState().labelSets, ...versions] };
const made = (id: string, labelSetId: string): PairMeta => {
  const meta = pairMeta(id);
  return { ...meta, settings: { ...meta.settings, labelSetId } };
};

describe('exportLabelSets', () => {
  it('takes all pairs where they are of one set', () => {
    const [way, ...others] = exportLabelSets(state, [made('a', 'voc-20'), made('b', 'voc-20')]);
    expect(way).toMatchObject({ labelSet: VOC_20, sameMeaningIds: [], pairIds: ['a', 'b'], leftOut: [] });
    expect(others).toEqual([]);
    expect(leftOutNote(way!)).toBeNull();
  });

  it('takes versions together whose mask values mean the same, in the words of the one that has all classes', () => {
    const [way] = exportLabelSets(state, [made('a', first.id), made('b', first.id), made('c', longer.id)]);
    expect(way).toMatchObject({ labelSet: longer, sameMeaningIds: [first.id], pairIds: ['a', 'b', 'c'], leftOut: [] });
  });

  it('offers each set where they mean different classes, the one with most pairs first', () => {
    const pairs = [made('a', moved.id), made('b', 'voc-20'), made('c', moved.id), made('d', 'gone-1')];
    const ways = exportLabelSets(state, pairs);
    expect(ways.map(({ labelSet, pairIds }) => [labelSet.id, pairIds])).toEqual([
      [moved.id, ['a', 'c']],
      ['voc-20', ['b']],
    ]);
    expect(ways[0]!.leftOut).toEqual([
      { name: VOC_20.name, count: 1 },
      { name: 'gone-1', count: 1 },
    ]);
    expect(leftOutNote(ways[0]!)).toMatch(
      /^2 pairs left out.*“Mine, moved”: 1 of “PASCAL VOC \(20 classes\)”, 1 of “gone-1”\./,
    );
  });

  it('takes the newest pair’s set where two have as many', () => {
    expect(exportLabelSets(state, [made('a', 'voc-20'), made('b', moved.id)])[0]!.labelSet).toBe(moved);
  });
});

describe('an export', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('has the set of its pairs, not that of the prompt, and tells what is left out', async () => {
    const labelSets = createMemoryLabelSetStore();
    await labelSets.put(versions);
    const metas = [made('a', first.id), made('b', longer.id), made('c', 'coco-80')];
    const { actions, exporter, messages } = await startStudio({ labelSets, metas });
    actions.exportDataset();
    await settle();
    expect(exporter.exportDataset.mock.lastCall![0]).toMatchObject({
      pairIds: ['a', 'b'],
      labelSet: longer,
      sameMeaningIds: [first.id],
    });
    expect(messages().join()).toMatch(/1 pair left out, being of another label set than “Mine”: 1 of “COCO/);
  });

  it('fails in words where the set of no pair is here', async () => {
    const { actions, exporter, messages } = await startStudio({ metas: [made('a', 'gone-1')] });
    actions.exportDataset();
    await settle();
    expect(exporter.exportDataset).not.toHaveBeenCalled();
    expect(messages().join()).toMatch(/label set of the pairs \(gone-1\), found none/);
  });
});
