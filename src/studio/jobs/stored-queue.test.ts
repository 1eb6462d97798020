import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { smallItem } from '../../storage/queue/small-queue.fixture.ts';
import type { QueueItem } from '../../storage/queue/types.ts';
import { engineInfo, FakeEngine } from '../testing/fake-engine.fixture.ts';
import { FakeQueueStore, FakeQueueTurn } from '../testing/fake-queue.fixture.ts';
import { failure, pairMeta, photoFile, settle } from '../testing/samples.fixture.ts';
import { readyToGenerate, startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const MODEL = { id: 'emoji', name: 'Emoji scenes', unetSha256: 'ab' };
const QUEUED_MODEL = { id: 'emoji', name: 'Emoji scenes', sha256: 'ab' };

function namedEngine(change: object = {}): FakeEngine {
  const engine = new FakeEngine();
  engine.startResult = { ok: true, value: engineInfo({ ...MODEL, ...change }) };
  return engine;
}

const item = (id: string, change: Partial<QueueItem> = {}) =>
  smallItem(id, { model: QUEUED_MODEL, settings: { ...smallItem(id).settings, caption: id }, ...change });

function storedQueue(...items: QueueItem[]): FakeQueueStore {
  const store = new FakeQueueStore();
  for (const one of items) store.items.set(one.id, one);
  return store;
}

/** A studio that makes the first of the given captions. */
async function queued(...captions: string[]) {
  const started = await readyToGenerate({ engine: namedEngine() });
  const { actions, state } = started;
  actions.enqueue(
    captions.map((caption) => ({ settings: { ...state().draft, caption } })),
    'back',
  );
  await settle();
  const waiting = () => state().jobs.filter((job) => job.state === 'queued');
  return {
    ...started,
    captions: () => waiting().map(({ settings }) => settings.caption),
    id: (caption: string) => waiting().find(({ settings }) => settings.caption === caption)?.id ?? '',
    notice(action: string) {
      const shown = state().notices.findLast((one) => one.action === action);
      actions.runNoticeAction(shown?.id ?? '');
    },
  };
}

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

it('says what a list calls the files of what waits and of what has failed', async () => {
  const wait = item('a', { fileName: 'a.jpg' });
  const broken = item('b', { fileName: 'b.jpg', failure: failure('settings-invalid') });
  const { state } = await startStudio({ engine: namedEngine(), queueStore: storedQueue(wait, broken) });
  expect(state().jobs).toMatchObject([{ id: 'a', fileName: 'a.jpg' }]);
  expect(state().failedJobs).toMatchObject([{ id: 'b', fileName: 'b.jpg' }]);
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

describe('what fails', () => {
  it('stays with its reason, also in storage, and is made when tried again', async () => {
    const { actions, state, engine, queueStore, captions } = await queued('a', 'b', 'c');
    await engine.finish(failure('settings-invalid', 'Steps must be whole.'));
    const [failed] = state().failedJobs;
    expect(failed).toMatchObject({ settings: { caption: 'a' }, failure: { message: 'Steps must be whole.' } });
    expect(queueStore.items.get(failed!.id)?.failure).toEqual(failed?.failure);
    actions.retryFailed([failed!.id]);
    await settle();
    expect([state().failedJobs, captions()]).toEqual([[], ['a', 'c']]);
    await engine.finish();
    expect(engine.requests.at(-1)).toMatchObject({ jobId: failed?.id, settings: failed?.settings });
  });

  it('is tried again all at once, before what waits, and by "Try again" only once', async () => {
    const { actions, state, engine, captions, notice } = await queued('a', 'b', 'c', 'd');
    await engine.finish(failure('settings-invalid'));
    await engine.finish(failure('settings-invalid'));
    actions.retryFailed();
    expect(captions()).toEqual(['a', 'b', 'd']);
    notice('Try again');
    expect(captions()).toEqual(['a', 'b', 'd']);
    expect(state().failedJobs).toEqual([]);
  });

  it('is removed, and undone is back', async () => {
    const { actions, state, engine, queueStore, notice } = await queued('a', 'b');
    await engine.finish(failure('settings-invalid'));
    actions.removeFailed();
    await settle();
    expect([state().failedJobs, queueStore.captions()]).toEqual([[], ['b']]);
    notice('Undo');
    await settle();
    expect(state().failedJobs).toMatchObject([{ settings: { caption: 'a' } }]);
  });

  it('three times in a row pauses the queue', async () => {
    const { state, engine, notice, messages } = await queued('a', 'b', 'c', 'd', 'e');
    for (let i = 0; i < 3; i++) await engine.finish(failure('settings-invalid'));
    expect(state()).toMatchObject({ queue: { isPaused: true }, jobs: [{ state: 'queued' }, { state: 'queued' }] });
    expect(messages()).toContainEqual(expect.stringContaining('3 pictures in a row could not be made'));
    notice('Resume');
    expect(engine.requests).toHaveLength(4);
  });
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

describe('another model', () => {
  it('does not make what was asked of this one: it waits, and can be given over', async () => {
    const queueStore = storedQueue(item('a'), item('b', { order: 2, model: { ...QUEUED_MODEL, sha256: 'old' } }));
    const engine = namedEngine({ unetSha256: 'new', crossSides: [4], selfSides: [4], latentSize: 4 });
    const { actions, state } = await startStudio({ engine, queueStore });
    actions.setCaption('mine');
    actions.addClass(8);
    actions.generate();
    expect(engine.requests.map(({ settings }) => settings.caption)).toEqual(['mine']);
    await engine.finish();
    expect(engine.requests).toHaveLength(1);
    expect(state().jobs.map(({ id }) => id)).toEqual(['a', 'b']);
    actions.adoptQueue();
    await settle();
    expect(engine.requests[1]).toMatchObject({ jobId: 'a', tuning: { crossSides: [4], selfSide: 4 } });
    expect(queueStore.items.get('b')?.model?.sha256).toBe('new');
  });

  it('leaves the picture to its own that was being made when it was loaded', async () => {
    const { actions, state, engine, queueStore, captions, messages } = await queued('a', 'b');
    actions.checkModel({ kind: 'catalogue', id: 'sd-turbo' });
    await settle();
    engine.startResult = { ok: true, value: engineInfo({ ...MODEL, unetSha256: 'other' }) };
    actions.loadModel();
    await settle();
    expect([captions(), state().failedJobs, queueStore.captions()]).toEqual([['a', 'b'], [], ['a', 'b']]);
    expect(messages().filter((message) => message.includes('stopped'))).toEqual([]);
    expect(engine.requests).toHaveLength(1);
  });

  it('is the first that is ready for what was asked for before any was', async () => {
    const engine = namedEngine();
    let start = () => {};
    engine.start = () => new Promise((resolve) => (start = () => resolve(engine.startResult)));
    const { actions, queueStore } = await readyToGenerate({ engine });
    actions.setPictureCount(2);
    actions.generate();
    await settle();
    expect([...queueStore.items.values()].map(({ model }) => model)).toEqual([null, null]);
    start();
    await settle();
    expect([...queueStore.items.values()].map(({ model }) => model)).toEqual([QUEUED_MODEL, QUEUED_MODEL]);
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
