import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SHOW_ALL } from '../../core/review/show-pairs.ts';
import type { PairMeta } from '../../storage/types.ts';
import { pairMeta, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const metas = () => ['c', 'a', 'b'].map((id) => pairMeta(id));
/** A pair whose mask has no pixel of a class. */
const empty = (id: string, change: Partial<PairMeta> = {}) =>
  pairMeta(id, {
    presence: [{ classId: 8, evidence: 0.5, present: false }],
    pixels: { background: 1, void: 0, classes: {} },
    ...change,
  });
const full = (id: string) =>
  pairMeta(id, {
    presence: [{ classId: 8, evidence: 5, present: true }],
    pixels: { background: 1, void: 0, classes: { 8: 1 } },
  });

it('toggles a review and stores it', async () => {
  const { actions, state, pairStore } = await startStudio({ metas: metas() });
  actions.review('a', 'accepted');
  expect(state().pairs[0]?.review).toBe('accepted');
  await settle(1000);
  expect(pairStore.metas.get('a')?.review).toBe('accepted');
  actions.review('a', 'accepted');
  expect(state().pairs[0]?.review).toBe('unreviewed');
});

it('gives one verdict to many, and gives back those that it overwrote', async () => {
  const { actions, state, pairStore } = await startStudio({ metas: metas() });
  const reviews = () => state().pairs.map(({ review }) => review);
  actions.review('a', 'accepted');
  actions.review('b', 'rejected');
  actions.reviewAll(['a', 'b', 'c'], 'rejected');
  expect(reviews()).toEqual(['rejected', 'rejected', 'rejected']);
  actions.runNoticeAction(state().notices[0]!.id);
  expect(reviews()).toEqual(['accepted', 'rejected', 'unreviewed']);
  await settle(1000);
  expect(pairStore.metas.get('a')?.review).toBe('accepted');
  actions.reviewAll(['b'], 'rejected');
  expect(reviews()).toEqual(['accepted', 'unreviewed', 'unreviewed']);
  expect(state().notices).toEqual([]);
});

it('flags a gallery that was read, and again when pairs change', async () => {
  const { actions, state } = await startStudio({ metas: [empty('a'), full('b'), full('c')] });
  expect(state().flags).toEqual({});
  await settle(1000);
  expect(state().flags).toMatchObject({ a: [{ kind: 'empty-mask' }, { kind: 'absent-class' }] });
  actions.removePairs(['a']);
  await settle(1000);
  expect(state().flags).not.toHaveProperty('a');
});

it('rejects what is flagged, shown and undecided, and takes it back', async () => {
  const { actions, state, pairStore } = await startStudio({
    metas: [empty('a'), empty('b', { review: 'accepted' }), full('c'), empty('d'), empty('e', { createdAt: '2025' })],
  });
  const reviews = () => Object.fromEntries(state().pairs.map(({ id, review }) => [id, review]));
  await settle(1000);
  actions.rejectFlagged();
  const after = { a: 'rejected', b: 'accepted', c: 'unreviewed', d: 'rejected', e: 'rejected' };
  expect(reviews()).toEqual(after);
  await settle(1000);
  expect(pairStore.metas.get('d')?.review).toBe('rejected');
  // One that was reviewed by hand since then keeps that.
  actions.review('d', 'accepted');
  const [notice] = state().notices;
  expect(notice?.message).toBe('3 flagged pictures are rejected now.');
  actions.runNoticeAction(notice!.id);
  expect(reviews()).toEqual({ ...after, a: 'unreviewed', d: 'accepted', e: 'unreviewed' });
  await settle(1000);
  expect(pairStore.metas.get('a')?.review).toBe('unreviewed');
});

it('rejects nothing that the filter hides, and unmarks what it hides', async () => {
  const other = { ...pairMeta('b').settings, labelSetId: 'coco-80' };
  const { actions, state } = await startStudio({ metas: [empty('a'), empty('b', { settings: other }), full('c')] });
  await settle(1000);
  actions.setSelection(['a', 'b', 'c']);
  actions.setGalleryFilter({ labelSetId: 'coco-80' });
  expect(state().selection).toEqual(['b']);
  actions.rejectFlagged();
  expect(state().pairs.map(({ review }) => review)).toEqual(['unreviewed', 'rejected', 'unreviewed']);
  actions.setGalleryFilter({ flag: 'none' });
  expect(state().galleryView.filter).toEqual({ ...SHOW_ALL, labelSetId: 'coco-80', flag: 'none' });
  actions.clearGalleryFilter();
  expect(state().galleryView.filter).toEqual(SHOW_ALL);
  actions.rejectFlagged();
  expect(state().pairs[0]?.review).toBe('rejected');
});

it('tells the gallery once of many verdicts', async () => {
  const many = Array.from({ length: 50 }, (_, i) => empty(String(i)));
  const { studio, actions } = await startStudio({ metas: many });
  await settle(1000);
  let changes = 0;
  studio.subscribe((state, previous) => {
    if (state.pairs !== previous.pairs) changes++;
  });
  actions.rejectFlagged();
  expect(changes).toBe(1);
});
