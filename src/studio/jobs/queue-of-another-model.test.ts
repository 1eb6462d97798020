import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { engineInfo } from '../testing/fake-engine.fixture.ts';
import { settle } from '../testing/samples.fixture.ts';
import { readyToGenerate, startStudio } from '../testing/studio-fixture.ts';
import { item, MODEL, namedEngine, QUEUED_MODEL, queued, storedQueue } from './queued.fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

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
