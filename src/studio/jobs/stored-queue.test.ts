import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { smallItem } from '../../storage/queue/small-queue.fixture.ts';
import type { QueueItem } from '../../storage/queue/types.ts';
import { FakeQueueStore, FakeQueueTurn } from '../testing/fake-queue.fixture.ts';
import { failure, pairMeta, photoFile, settle } from '../testing/samples.fixture.ts';
import { readyToGenerate, startStudio } from '../testing/studio-fixture.ts';
import { item, namedEngine, queued, storedQueue } from './queued.fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the next page', () => {
  it('goes on with what waits, the one that was being made first, and exactly as it was asked for', async () => {
    const first = item('first', { order: 1, classes: [{ ...smallItem('x').classes[0]!, promptName: 'old name' }] });
    const queueStore = storedQueue(item('second', { order: 2 }), first);
    const { engine, state } = await startStudio({ engine: namedEngine(), queueStore });
    expect(engine.requests).toMatchObject([{ jobId: 'first', settings: first.settings, classes: first.classes }]);
    expect(engine.requests[0]?.tuning.tau).toBe(first.tuning.tau);
    await engine.finish();
    await engine.finish();
    expect(state().pairs.map(({ id }) => id)).toEqual(['first', 'second']);
    expect(queueStore.items.size).toBe(0);
  });

  it('stays paused', async () => {
    const queueStore = storedQueue(item('a'));
    queueStore.isPaused = true;
    const { actions, state, engine } = await startStudio({ engine: namedEngine(), queueStore, metas: [pairMeta('p')] });
    expect(engine.requests).toEqual([]);
    expect(state()).toMatchObject({ queue: { isPaused: true }, selectedId: 'p' });
    actions.setQueuePaused(false);
    expect(engine.requests).toHaveLength(1);
  });

  it('says what it could not read', async () => {
    const queueStore = storedQueue(item('a'));
    queueStore.unreadable = 2;
    const { messages, state } = await startStudio({ engine: namedEngine(), queueStore });
    expect(messages()).toEqual(['2 pictures that waited could not be read and are left out of the queue.']);
    expect(state().jobs).toHaveLength(1);
  });
});

it('says what a list calls the files of what waits and of what has failed', async () => {
  const wait = item('a', { fileName: 'a.jpg' });
  const broken = item('b', { fileName: 'b.jpg', failure: failure('settings-invalid') });
  const { state } = await startStudio({ engine: namedEngine(), queueStore: storedQueue(wait, broken) });
  expect(state().jobs).toMatchObject([{ id: 'a', fileName: 'a.jpg' }]);
  expect(state().failedJobs).toMatchObject([{ id: 'b', fileName: 'b.jpg' }]);
});

describe('storage that fails', () => {
  it('pauses a queue whose pictures it has no room for; the picture in memory is not made again', async () => {
    const { state, engine, pairStore, queueStore, captions, notice } = await queued('a', 'b');
    pairStore.putFailure = failure('storage-full', 'Full.');
    await engine.finish();
    expect(state()).toMatchObject({ queue: { isPaused: true }, pairs: [{}] });
    expect(captions()).toEqual(['b']);
    // Its row stays: should the page close before there is room, it is made again from its seed.
    expect(queueStore.captions()).toEqual(['a', 'b']);
    pairStore.putFailure = null;
    notice('Save again');
    await settle();
    expect(queueStore.captions()).toEqual(['b']);
  });

  it('is told, and the pictures are made all the same', async () => {
    const queueStore = new FakeQueueStore();
    queueStore.failure = failure('storage-full', 'Full.');
    const { studio, actions, engine, messages, state } = await readyToGenerate({ queueStore });
    actions.generate();
    await settle();
    expect(messages()).toEqual([expect.stringMatching(/^The queue could not be stored.* Full\.$/)]);
    expect(studio.hasUnsaved()).toBe(true);
    await engine.finish();
    expect(state().pairs).toHaveLength(1);
    expect(studio.hasUnsaved()).toBe(false);
  });

  it('that never answers holds up no picture', async () => {
    const queueStore = new FakeQueueStore();
    queueStore.put = () => new Promise(() => {});
    const { actions, engine, messages, state } = await readyToGenerate({ queueStore });
    actions.generate();
    await engine.finish();
    expect(state().pairs).toEqual([]);
    await settle(60_000);
    expect(state().pairs).toHaveLength(1);
    expect(messages()[0]).toContain('has not for 60 seconds');
  });
});

describe('another tab', () => {
  it('that works on the queue is waited for; then this one reads what is left and goes on', async () => {
    const queueTurn = new FakeQueueTurn();
    queueTurn.isTaken = true;
    const queueStore = storedQueue(item('a'), item('b', { order: 2 }));
    const { state, engine } = await startStudio({ engine: namedEngine(), queueStore, queueTurn });
    expect(state()).toMatchObject({ queue: { isElsewhere: true }, jobs: [{ id: 'a' }, { id: 'b' }] });
    expect(engine.requests).toEqual([]);
    queueStore.items.delete('a');
    queueTurn.pass();
    await settle();
    expect(engine.requests).toMatchObject([{ jobId: 'b' }]);
    expect(state().queue.isElsewhere).toBe(false);
    await engine.finish();
    expect(queueTurn.asking).toBe(0);
  });

  it('adds, changes, moves, makes and cancels pictures, which shows here', async () => {
    const { state, engine, otherQueues, otherTabs, captions } = await queued('mine', 'next');
    const hear = (caption: string, change: Partial<QueueItem> = {}) => item(caption, { order: 10, ...change });
    otherQueues.hear({ kind: 'here', items: [hear('x'), hear('y', { order: 11 })] });
    expect(captions()).toEqual(['next', 'x', 'y']);
    otherQueues.hear({ kind: 'changed', items: [hear('y', { order: 0 }), hear('gone')] });
    expect(captions()).toEqual(['y', 'next', 'x']);
    otherQueues.hear({ kind: 'changed', items: [hear('y', { failure: failure('network') })] });
    expect([captions(), state().failedJobs.length]).toEqual([['next', 'x'], 1]);
    otherTabs.hear({ kind: 'here', metas: [pairMeta('x')] });
    expect(captions()).toEqual(['next']);
    otherQueues.hear({ kind: 'here', items: [hear('made and removed')] });
    expect(captions()).toEqual(['next', 'made and removed']);
    otherTabs.hear({ kind: 'gone', ids: ['made and removed', engine.requests[0]!.jobId] });
    expect([captions(), engine.cancelled]).toEqual([['next'], []]);
    otherQueues.hear({ kind: 'paused', isPaused: true });
    expect(state().queue.isPaused).toBe(true);
    otherQueues.hear({ kind: 'gone', ids: [engine.requests[0]!.jobId] });
    await settle();
    expect(engine.cancelled).toEqual([engine.requests[0]!.jobId]);
  });

  it('leaves a photo to this one', async () => {
    const queueTurn = new FakeQueueTurn();
    queueTurn.isTaken = true;
    const queueStore = storedQueue(item('a'));
    const { actions, engine, openPhoto } = await startStudio({ engine: namedEngine(), queueStore, queueTurn });
    openPhoto.mockResolvedValueOnce(photoFile('street.jpg'));
    actions.addClass(VOC_20.classes[0]!.id);
    actions.openPhoto([new File(['x'], 'street.jpg')]);
    await settle();
    actions.maskPhoto();
    await settle();
    expect(engine.captures).toHaveLength(1);
  });
});

it('keeps pace with 5,000 pictures', async () => {
  const { actions, state, engine, queueStore } = await readyToGenerate();
  const request = { settings: state().draft };
  const startedMs = performance.now();
  actions.enqueue(
    Array.from({ length: 5000 }, (_, repetition) => ({ ...request, repetition })),
    'back',
  );
  await settle();
  for (let i = 0; i < 20; i++) await engine.finish();
  expect(queueStore.items.size).toBe(4980);
  expect(state().queue.made).toBe(20);
  expect(performance.now() - startedMs).toBeLessThan(3000);
});
