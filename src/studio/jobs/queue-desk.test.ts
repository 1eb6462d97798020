import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { photoFile, settle } from '../testing/samples.fixture.ts';
import { readyToGenerate } from '../testing/studio-fixture.ts';
import { queued } from './queued.fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('several at once', () => {
  it('have a seed each: the first the one on the screen, the others made from it', async () => {
    const { actions, state, engine } = await readyToGenerate();
    actions.setPictureCount(5);
    actions.setSeedLocked(true);
    const { seed } = state().draft;
    const seedsOf = async () => {
      actions.generate();
      for (let i = 0; i < 5; i++) await engine.finish();
      return engine.requests.slice(-5).map(({ settings }) => settings.seed);
    };
    const seeds = await seedsOf();
    expect(seeds[0]).toBe(seed);
    expect(new Set(seeds).size).toBe(5);
    expect(await seedsOf()).toEqual(seeds);
    actions.changeDraft({ seed: seed + 1 });
    expect(new Set([...seeds, ...(await seedsOf())]).size).toBe(10);
  });

  it('are 1 to 500', async () => {
    const { actions, state } = await readyToGenerate();
    actions.setPictureCount(0);
    expect(state().pictureCount).toBe(1);
    actions.setPictureCount(501);
    expect(state().pictureCount).toBe(500);
    actions.generate();
    expect(state().jobs).toHaveLength(500);
  });

  it('go on though no frame is drawn, as in a tab in the background', async () => {
    const { engine, state } = await queued('a', 'b', 'c');
    // The fixture draws no frame unless a test asks for one.
    for (let i = 0; i < 3; i++) await engine.finish();
    expect(state().pairs).toHaveLength(3);
  });
});

describe('pausing', () => {
  it('finishes the picture that is being made, and begins no other until resumed', async () => {
    const { actions, state, engine, queueStore } = await queued('a', 'b');
    actions.setQueuePaused(true);
    await settle();
    expect(queueStore.isPaused).toBe(true);
    await engine.finish();
    expect(engine.requests).toHaveLength(1);
    expect(state().selectedId).toBe(engine.requests[0]?.jobId);
    actions.generate();
    expect(engine.requests).toHaveLength(1);
    actions.setQueuePaused(false);
    expect(engine.requests[1]?.settings.caption).toBe('b');
  });

  it('ends with the queue: the next Generate makes a picture', async () => {
    const { actions, state, engine, queueStore } = await queued('a', 'b');
    actions.setQueuePaused(true);
    await engine.finish();
    actions.cancelQueue();
    await settle();
    expect([state().queue.isPaused, queueStore.isPaused]).toEqual([false, false]);
    actions.generate();
    expect(engine.requests).toHaveLength(2);
  });
});

describe('cancelling', () => {
  it('takes all out, the running one too; undone, they are made in the same order', async () => {
    const { state, engine, queueStore, captions, actions, notice, id } = await queued('a', 'c');
    actions.enqueue([{ settings: { ...state().draft, caption: 'b' } }], 'front');
    actions.moveJob(id('c'), 0);
    actions.moveJob(id('b'), 0);
    actions.cancelQueue();
    await settle();
    expect([state().jobs, queueStore.items.size]).toEqual([[], 0]);
    expect(engine.cancelled).toHaveLength(1);
    notice('Undo');
    await settle();
    expect(engine.requests.at(-1)?.settings.caption).toBe('a');
    expect(captions()).toEqual(['b', 'c']);
    expect(queueStore.captions()).toEqual(['a', 'b', 'c']);
  });

  it('holds though the page closes before the engine has stopped', async () => {
    const { actions, engine, queueStore, notice } = await queued('a', 'b');
    engine.cancel = () => new Promise(() => {});
    actions.stop();
    await settle();
    expect(queueStore.captions()).toEqual(['b']);
    actions.cancelQueue();
    notice('Undo');
    await settle();
    expect(queueStore.captions()).toEqual(['a', 'b']);
  });

  it('undone while the queue was paused, starts nothing', async () => {
    const { actions, engine, captions, notice } = await queued('a', 'b');
    actions.setQueuePaused(true);
    await engine.finish();
    actions.cancelQueue();
    notice('Undo');
    await settle();
    expect([captions(), engine.requests.length]).toEqual([['b'], 1]);
  });

  it('takes one out, and undone puts it back in its place', async () => {
    const { actions, captions, id, queueStore, notice, engine } = await queued('a', 'b', 'c', 'd');
    actions.stop(id('c'));
    await settle();
    expect([captions(), queueStore.captions()]).toEqual([
      ['b', 'd'],
      ['a', 'b', 'd'],
    ]);
    notice('Undo');
    await settle();
    expect(captions()).toEqual(['b', 'c', 'd']);
    expect(queueStore.captions()).toEqual(['a', 'b', 'c', 'd']);
    expect(engine.cancelled).toEqual([]);
  });

  it('gives a photo back, too', async () => {
    const { actions, state, openPhoto, notice } = await queued('a');
    openPhoto.mockResolvedValueOnce(photoFile('street.jpg'));
    actions.openPhoto([new File(['x'], 'street.jpg')]);
    await settle();
    actions.maskPhoto();
    actions.stop(state().jobs[1]?.id);
    expect(state().jobs).toHaveLength(1);
    notice('Undo');
    expect(state().jobs[1]?.upload?.fileName).toBe('street.jpg');
  });
});

describe('moving', () => {
  it('changes the order on the screen, in storage and in what is made', async () => {
    const { actions, captions, id, queueStore, engine } = await queued('a', 'b', 'c', 'd');
    actions.moveJob(id('d'), 0);
    actions.moveJob(id('b'), 2);
    await settle();
    expect(captions()).toEqual(['d', 'c', 'b']);
    expect(queueStore.captions().slice(1)).toEqual(['d', 'c', 'b']);
    await engine.finish();
    expect(engine.requests[1]?.settings.caption).toBe('d');
  });

  it('finds room however often it is done', async () => {
    const { actions, captions, id, queueStore } = await queued('a', 'b', 'c', 'd');
    for (let i = 0; i < 200; i++) {
      actions.moveJob(id(i % 2 === 0 ? 'd' : 'c'), 1);
      await settle();
    }
    expect(captions()).toEqual(['b', 'c', 'd']);
    expect(queueStore.captions()).toEqual(['a', 'b', 'c', 'd']);
  });
});
