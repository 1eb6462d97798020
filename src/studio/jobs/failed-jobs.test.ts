import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure, settle } from '../testing/samples.fixture.ts';
import { queued } from './queued.fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

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
