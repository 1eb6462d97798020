import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure, pairMeta, settle } from '../testing/samples.fixture.ts';
import { readyToGenerate, startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('asking the browser to keep the gallery', () => {
  it('is done once, after the first picture is stored', async () => {
    const { actions, engine, requestPersistence } = await readyToGenerate({ metas: [pairMeta('a')] });
    expect(requestPersistence).not.toHaveBeenCalled();
    for (const shade of [1, 2]) {
      actions.generate();
      await engine.finish(shade);
    }
    expect(requestPersistence).toHaveBeenCalledOnce();
  });

  it('waits while nothing could be stored', async () => {
    const { actions, engine, pairStore, requestPersistence } = await readyToGenerate();
    pairStore.putFailure = failure('storage-full');
    actions.generate();
    await engine.finish();
    expect(requestPersistence).not.toHaveBeenCalled();
  });
});

describe('storage that is full', () => {
  it('makes room by removed pictures at once, though their removal could still be undone', async () => {
    const { actions, state, engine, pairStore, messages } = await readyToGenerate({ metas: [pairMeta('a')] });
    const put = pairStore.put;
    pairStore.put = async (...pair) => {
      pairStore.putFailure = pairStore.metas.size > 0 ? failure('storage-full', 'The disk is full.') : null;
      return put(...pair);
    };
    actions.generate();
    await engine.finish();
    actions.removePairs(['a']);
    actions.runNoticeAction(state().notices.find(({ action }) => action === 'Save again')!.id);
    await settle();
    expect([...pairStore.metas.keys()]).toEqual([engine.requests[0]!.jobId]);
    expect(messages()).toEqual(['All pictures are saved.']);
  });

  it('keeps the pair usable and says what to do; saving again works', async () => {
    const started = await readyToGenerate({ metas: [pairMeta('a')] });
    const { actions, state, engine, pairStore, inMemory, messages } = started;
    pairStore.putFailure = failure('storage-full', 'The disk is full.');
    actions.generate();
    await engine.finish(9);
    const id = engine.requests[0]!.jobId;
    expect(state().selectedId).toBe(id);
    expect(state().segmentation).not.toBeNull();
    expect(messages()[0]).toContain('The disk is full. One picture is in memory only');
    actions.review(id, 'accepted');
    await settle(1000);
    expect([...pairStore.metas.keys()]).toEqual(['a']);
    actions.selectPair('a');
    actions.selectPair(id);
    await settle();
    expect(state().segmentation).not.toBeNull();

    actions.exportDataset();
    await settle();
    expect(inMemory.mock.lastCall?.[0].pairIds).toEqual(['a', id]);

    pairStore.putFailure = null;
    actions.runNoticeAction(state().notices.find(({ action }) => action === 'Save again')!.id);
    await settle();
    expect(pairStore.metas.get(id)?.review).toBe('accepted');
    expect(pairStore.pictures.get(id)?.rgba[0]).toBe(9);
    expect(messages()).toContain('All pictures are saved.');
  });
});

describe('a picture that there was no room for, removed', () => {
  /** It, and the studio that made it. */
  async function removedOne() {
    const started = await readyToGenerate();
    started.pairStore.putFailure = failure('storage-full');
    started.actions.generate();
    await started.engine.finish();
    const id = started.engine.requests[0]!.jobId;
    expect([...started.queueStore.items.keys()]).toEqual([id]);
    started.actions.removePairs([id]);
    return started;
  }
  const reloaded = ({ pairStore, queueStore, lastChanges }: Awaited<ReturnType<typeof removedOne>>) =>
    startStudio({ pairStore, queueStore, lastChanges });

  it('is not made again by the next page', async () => {
    const started = await removedOne();
    await started.studio.flush();
    await settle();
    expect(started.queueStore.items.size).toBe(0);
    const { engine, state } = await reloaded(started);
    expect([engine.requests, state().jobs, state().pairs]).toEqual([[], [], []]);
  });

  it('nor where its page closed before storage had let it go', async () => {
    const started = await removedOne();
    const { remove } = started.pairStore;
    started.pairStore.remove = () => new Promise(() => {});
    void started.studio.flush();
    await settle();
    started.pairStore.remove = remove;
    expect([started.queueStore.items.size, started.lastChanges.kept.size]).toEqual([1, 1]);
    const { engine, state } = await reloaded(started);
    expect([engine.requests, state().jobs]).toEqual([[], []]);
  });

  it('stays where the removal is taken back', async () => {
    const { actions, state, pairStore } = await removedOne();
    actions.runNoticeAction(state().notices.find(({ action }) => action === 'Undo')!.id);
    pairStore.putFailure = null;
    actions.runNoticeAction(state().notices.find(({ action }) => action === 'Save again')!.id);
    await settle();
    expect([...pairStore.metas.keys()]).toEqual(state().pairs.map(({ id }) => id));
    expect(pairStore.metas.size).toBe(1);
  });
});

it('goes on with the queue where storage does not answer; the picture stays here, and is stored when it does', async () => {
  const { studio, actions, engine, state, pairStore, messages } = await readyToGenerate();
  const { put } = pairStore;
  let wake = () => {};
  const awake = new Promise<void>((resolve) => {
    wake = resolve;
  });
  pairStore.put = async (...pair) => {
    await awake;
    return put(...pair);
  };
  actions.generate();
  actions.generate();
  await engine.finish(1);
  await settle(60_000);
  expect(messages()[0]).toMatch(/has not for 60 seconds.* One picture is in memory only/);
  expect(engine.requests).toHaveLength(2);
  await engine.finish(2);
  await settle(60_000);
  expect([state().jobs, state().pairs.length, studio.hasUnsaved()]).toEqual([[], 2, true]);
  wake();
  await settle();
  expect([pairStore.metas.size, studio.hasUnsaved()]).toEqual([2, false]);
});

describe('a mask that cannot be made', () => {
  it('is told, and the picture is kept', async () => {
    const { actions, engine, tuning, pairStore, messages } = await readyToGenerate({ metas: [pairMeta('a')] });
    actions.generate();
    actions.selectPair('a');
    await settle();
    tuning.failNext = failure('out-of-memory', 'No room for a mask.');
    await engine.finish();
    expect(messages()).toEqual(['No room for a mask.']);
    expect(pairStore.metas.has(engine.requests[0]!.jobId)).toBe(true);
  });
});
