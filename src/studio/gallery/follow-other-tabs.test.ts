import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pairMeta, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const start = () => startStudio({ metas: ['a', 'b', 'c'].map((id) => pairMeta(id)) });
const ids = (state: { readonly pairs: readonly { readonly id: string }[] }) => state.pairs.map(({ id }) => id);

it('shows a pair that another tab has made, and leaves stage and selection alone', async () => {
  const { actions, state, otherTabs } = await start();
  actions.selectPair('a');
  actions.setSelection(['a', 'b']);
  otherTabs.hear({ kind: 'here', metas: [pairMeta('d')] });
  expect(ids(state())).toEqual(['a', 'b', 'c', 'd']);
  expect(state()).toMatchObject({ selectedId: 'a', selection: ['a', 'b'] });
});

it('hides what another tab removes', async () => {
  const { actions, state, otherTabs } = await start();
  actions.selectPair('b');
  otherTabs.hear({ kind: 'gone', ids: ['b'] });
  expect(ids(state())).toEqual(['a', 'c']);
  expect(state().selectedId).toBe('c');
});

it('keeps a change that was not stored when another tab removed the pair and took that back', async () => {
  const { actions, state, otherTabs, pairStore } = await start();
  actions.review('b', 'accepted');
  otherTabs.hear({ kind: 'gone', ids: ['b'] });
  await settle(1000);
  expect(pairStore.metas.get('b')?.review).toBe('accepted');
  pairStore.updates = [];
  otherTabs.hear({ kind: 'here', metas: [pairMeta('b')] });
  expect(state().pairs[1]).toMatchObject({ id: 'b', review: 'accepted' });
  await settle(1000);
  // Stored again, and so told: the other tab shows the pair as it was.
  expect(pairStore.updates).toEqual([{ id: 'b', change: { review: 'accepted' } }]);
});

it('lets a pair go without a word that another tab has removed while a change of it was on its way', async () => {
  const { actions, state, pairStore, messages } = await start();
  actions.review('b', 'accepted');
  pairStore.metas.delete('b');
  await settle(1000);
  expect(ids(state())).toEqual(['a', 'c']);
  expect(messages()).toEqual([]);
});

it('takes over reviews and tuning, but not over what is changed here', async () => {
  const { actions, state, otherTabs, tuning, frame } = await start();
  actions.selectPair('a');
  await vi.advanceTimersByTimeAsync(1000);
  const theirs = { ...state().tuning, tau: 3 };
  otherTabs.hear({ kind: 'changed', id: 'a', change: { review: 'accepted', tuning: theirs } });
  await frame();
  expect(state().tuning.tau).toBe(3);
  expect(tuning.calls.at(-1)?.tuning.tau).toBe(3);
  expect(state().pairs[0]).toMatchObject({ review: 'accepted', tuning: { tau: 3 } });
  const masks = tuning.calls.length;
  otherTabs.hear({ kind: 'changed', id: 'a', change: { tuning: { ...theirs } } });
  await frame();
  expect(tuning.calls).toHaveLength(masks);

  actions.tune({ tau: 1 });
  otherTabs.hear({ kind: 'changed', id: 'a', change: { tuning: theirs } });
  expect(state().tuning.tau).toBe(1);
  expect(state().pairs[0]?.tuning.tau).toBe(1);
});

it('tells a removal at once, and its undo', async () => {
  const { actions, state, otherTabs } = await start();
  actions.removePairs(['a']);
  expect(otherTabs.told).toEqual([{ kind: 'gone', ids: ['a'] }]);
  actions.runNoticeAction(state().notices[0]!.id);
  expect(otherTabs.told[1]).toMatchObject({ kind: 'here', metas: [{ id: 'a' }] });
});

it('exports what is stored when the export begins', async () => {
  const { actions, pairStore, exporter } = await start();
  pairStore.metas.delete('b');
  actions.exportDataset();
  await settle();
  expect(exporter.exportDataset.mock.lastCall?.[0].pairIds).toEqual(['a', 'c']);
});
