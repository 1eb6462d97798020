import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../core/errors.ts';
import { failure, pairMeta, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const metas = () => ['c', 'a', 'b'].map((id) => pairMeta(id));
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

it('lists the gallery oldest first and opens the newest pair', async () => {
  const { state } = await startStudio({ metas: metas() });
  expect(ids(state().pairs)).toEqual(['a', 'b', 'c']);
  expect(state().selectedId).toBe('c');
  expect(state().storage).toEqual({ usedBytes: 3, quotaBytes: 100, persisted: false });
});

describe('removing pairs', () => {
  it('brings them back on Undo, with what was on the stage', async () => {
    const { actions, state, pairStore } = await startStudio({ metas: metas() });
    actions.removePairs(['c']);
    expect(ids(state().pairs)).toEqual(['a', 'b']);
    expect(state().selectedId).toBe('b');
    actions.runNoticeAction(state().notices[0]!.id);
    await settle(60_000);
    expect(ids(state().pairs)).toEqual(['a', 'b', 'c']);
    expect(state().selectedId).toBe('c');
    expect(pairStore.metas.size).toBe(3);
  });

  it('removes them for good when the notice is dismissed, or after ten seconds', async () => {
    const { actions, state, pairStore } = await startStudio({ metas: metas() });
    actions.removePairs(['a']);
    actions.dismissNotice(state().notices[0]!.id);
    await settle();
    expect([...pairStore.metas.keys()]).toEqual(['c', 'b']);
    actions.removePairs(['b', 'c']);
    await settle(9_000);
    expect(pairStore.metas.size).toBe(2);
    await settle(2_000);
    expect(pairStore.metas.size).toBe(0);
    expect(state()).toMatchObject({ pairs: [], selectedId: null, segmentation: null, notices: [] });
  });

  it('can undo each of two removals', async () => {
    const { actions, state } = await startStudio({ metas: metas() });
    actions.removePairs(['a']);
    actions.removePairs(['b']);
    for (const { id } of state().notices) actions.runNoticeAction(id);
    expect(ids(state().pairs)).toEqual(['a', 'b', 'c']);
  });

  it('is done before the page closes', async () => {
    const { studio, actions, state, pairStore } = await startStudio({ metas: metas() });
    actions.removePairs(['a']);
    actions.removePairs(['b']);
    await studio.flush();
    expect([...pairStore.metas.keys()]).toEqual(['c']);
    expect(state().notices).toEqual([]);
  });

  it('does not end an Undo that was taken', async () => {
    const { studio, actions, state, pairStore } = await startStudio({ metas: metas() });
    actions.removePairs(['a']);
    actions.runNoticeAction(state().notices[0]!.id);
    await studio.flush();
    expect(pairStore.metas.size).toBe(3);
  });

  it('brings them back where storage keeps them, in other tabs, too, and stores what changes then', async () => {
    const { actions, state, pairStore, otherTabs, messages } = await startStudio({ metas: metas() });
    pairStore.remove = () => Promise.reject(new StudioError(failure('storage-unavailable', 'The browser refused.')));
    actions.removePairs(['c']);
    await settle(10_000);
    expect(ids(state().pairs)).toEqual(['a', 'b', 'c']);
    expect(state().selectedId).toBe('b');
    expect(otherTabs.told.at(-1)).toMatchObject({ kind: 'here', metas: [{ id: 'c' }] });
    expect(messages()).toEqual(['The browser refused. What was to be removed is in the gallery again.']);
    actions.review('c', 'accepted');
    await settle(1000);
    expect(pairStore.metas.get('c')?.review).toBe('accepted');
  });

  it('takes them out of the selection', async () => {
    const { actions, state } = await startStudio({ metas: metas() });
    actions.setSelection(['a', 'b', 'gone']);
    expect(state().selection).toEqual(['a', 'b']);
    actions.removePairs(['a']);
    expect(state().selection).toEqual(['b']);
  });
});

it('stores changes of different kinds that come together', async () => {
  const { actions, pairStore } = await startStudio({ metas: metas() });
  actions.tune({ tau: 1 });
  actions.review('c', 'accepted');
  await settle(1000);
  expect(pairStore.metas.get('c')).toMatchObject({ review: 'accepted', tuning: { tau: 1 } });
});

it('says so when a change cannot be stored, keeps it on the screen, and stores it on "Save again"', async () => {
  const { actions, state, pairStore, messages } = await startStudio({ metas: metas() });
  await settle(1000);
  const { update } = pairStore;
  pairStore.update = () => Promise.reject(new StudioError(failure('storage-full', 'The disk is full.')));
  actions.review('a', 'rejected');
  await settle(1000);
  expect(messages()).toEqual(['The disk is full.']);
  expect(state().pairs[0]?.review).toBe('rejected');
  pairStore.update = update;
  actions.runNoticeAction(state().notices[0]!.id);
  await settle();
  expect(pairStore.metas.get('a')?.review).toBe('rejected');
});

it('stores a change that was refused together with the next one', async () => {
  const { actions, pairStore } = await startStudio({ metas: metas() });
  await settle(1000);
  const { update } = pairStore;
  pairStore.update = () => Promise.reject(new StudioError(failure('storage-full', 'The disk is full.')));
  actions.review('a', 'rejected');
  await settle(1000);
  pairStore.update = update;
  actions.review('b', 'accepted');
  await settle(1000);
  expect([pairStore.metas.get('a')?.review, pairStore.metas.get('b')?.review]).toEqual(['rejected', 'accepted']);
});

it('does not store a refused change over a newer one that was stored meanwhile', async () => {
  const { actions, state, pairStore } = await startStudio({ metas: metas() });
  await settle(1000);
  const { update } = pairStore;
  let refuse = (_: unknown) => {};
  pairStore.update = () => {
    pairStore.update = update;
    return new Promise((_, reject) => {
      refuse = reject;
    });
  };
  actions.review('a', 'accepted');
  await settle(1000);
  actions.review('a', 'rejected');
  await settle(1000);
  refuse(new StudioError(failure('storage-unavailable')));
  await settle();
  expect(pairStore.metas.get('a')?.review).toBe('rejected');
  actions.runNoticeAction(state().notices[0]!.id);
  actions.review('b', 'accepted');
  await settle(1000);
  expect(pairStore.metas.get('a')?.review).toBe('rejected');
});

it('stores a refused change on "Save again" though storage has kept its pair from being removed meanwhile', async () => {
  const { actions, state, pairStore } = await startStudio({ metas: metas() });
  await settle(1000);
  const { update, remove } = pairStore;
  pairStore.update = pairStore.remove = () => Promise.reject(new StudioError(failure('storage-unavailable')));
  actions.review('a', 'accepted');
  await settle(1000);
  actions.removePairs(['a']);
  await settle(11_000);
  expect(state().pairs).toMatchObject([{ id: 'a', review: 'accepted' }, {}, {}]);
  Object.assign(pairStore, { update, remove });
  actions.runNoticeAction(state().notices.find(({ action }) => action === 'Save again')!.id);
  await settle();
  expect(pairStore.metas.get('a')?.review).toBe('accepted');
});
