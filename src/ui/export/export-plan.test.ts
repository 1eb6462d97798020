import { expect, it } from 'vitest';
import { DEFAULT_EXPORT_CHOICE } from '../../core/dataset/export-choice.ts';
import { COCO_80 } from '../../core/prompt/coco-80.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { pairMeta } from '../../studio/testing/samples.fixture.ts';
import { exportPlan, pairChoices } from './export-plan.ts';

const own = pairMeta('a');
const ofCoco = (id: string) => pairMeta(id, { settings: { ...own.settings, labelSetId: COCO_80.id } });
const state = {
  pairs: [
    pairMeta('a', { review: 'accepted' }),
    pairMeta('b', { review: 'rejected' }),
    pairMeta('c', { review: 'unreviewed' }),
    ofCoco('d'),
  ],
  selection: ['b', 'd'],
  exportChoice: { ...DEFAULT_EXPORT_CHOICE, trainPercent: 50 },
  labelSets: [VOC_20, COCO_80].map((set) => ({ set, createdAt: null, isRetired: false })),
};

it('counts what goes to training and validation, and says what stays behind and why', () => {
  const plan = exportPlan(state, 'not-rejected', null);
  expect(plan.way?.pairIds).toEqual(['a', 'c']);
  expect([plan.train, plan.val]).toEqual([1, 1]);
  expect(plan.leftOut).toEqual(['1 rejected', `1 of the label set “${COCO_80.name}”`]);
});

it('takes the label set that is asked for', () => {
  expect(exportPlan(state, 'not-rejected', COCO_80.id).way?.pairIds).toEqual(['d']);
  expect(exportPlan(state, 'not-rejected', COCO_80.id).ways).toHaveLength(2);
});

it('leaves pairs without a verdict out of the accepted ones, and others out of the selected ones', () => {
  expect(exportPlan(state, 'accepted', null).leftOut).toEqual(['1 rejected', '2 without a verdict']);
  expect(exportPlan(state, 'selected', null).leftOut[0]).toBe('2 not selected');
});

it('has no way without pairs', () => {
  expect(exportPlan({ ...state, pairs: [] }, 'accepted', null)).toMatchObject({ way: null, train: 0, val: 0 });
});

it('tells how many pairs each choice has', () => {
  expect(pairChoices(state).map(({ count }) => count)).toEqual([1, 3, 2]);
});
