import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure, pairMeta, settle } from '../testing/samples.fixture.ts';
import { readyToGenerate } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('stopping', () => {
  it('cancels the running job in silence and starts the next', async () => {
    const { actions, state, engine, messages } = await readyToGenerate();
    actions.generate();
    actions.generate();
    const [first, second] = state().jobs.map(({ id }) => id);
    actions.stop();
    await settle();
    expect(engine.cancelled).toEqual([first]);
    expect(state().jobs.map(({ id }) => id)).toEqual([second]);
    expect(messages()).toEqual([]);
  });

  it('keeps no picture that was finished while the stop was on its way', async () => {
    const { actions, state, engine, pairStore } = await readyToGenerate();
    engine.cancel = async () => undefined;
    actions.generate();
    actions.stop();
    await engine.finish();
    expect(state()).toMatchObject({ pairs: [], jobs: [], notices: [] });
    expect(pairStore.metas.size).toBe(0);
    actions.generate();
    await engine.finish();
    expect(state().pairs).toHaveLength(1);
  });

  it('hears of an engine that breaks while the stop is on its way', async () => {
    const { actions, state, engine } = await readyToGenerate();
    engine.cancel = async () => undefined;
    actions.generate();
    actions.stop();
    await engine.finish(failure('out-of-memory'));
    expect(engine.restarts).toBe(1);
    expect(state().notices).toHaveLength(1);
  });

  it('offers to restart an engine that does not stop, until it has', async () => {
    const { actions, state, engine, messages } = await readyToGenerate();
    engine.cancel = () => new Promise(() => {});
    actions.generate();
    actions.stop();
    await settle(15_000);
    actions.stop();
    expect(messages()).toEqual([]);
    await settle(5_000);
    expect(messages()).toEqual([expect.stringContaining('has not stopped yet')]);
    await engine.finish(failure('cancelled'));
    expect(messages()).toEqual([]);

    actions.generate();
    actions.generate();
    actions.stop();
    await settle(20_000);
    actions.runNoticeAction(state().notices[0]!.id);
    await settle();
    expect(engine.restarts).toBe(1);
    expect(engine.requests).toHaveLength(3);
    expect(messages()).toEqual([]);
  });

  it('takes a queued job out without touching the running one', async () => {
    const { actions, state, engine } = await readyToGenerate();
    actions.generate();
    actions.generate();
    actions.stop(state().jobs[1]!.id);
    expect(state().jobs).toHaveLength(1);
    expect(engine.cancelled).toEqual([]);
  });

  it('puts the pair back on the stage that was there before', async () => {
    const { actions, state, engine } = await readyToGenerate({ metas: [pairMeta('a'), pairMeta('b')] });
    actions.selectPair('a');
    actions.generate();
    expect(state().selectedId).toBeNull();
    actions.stop(engine.requests[0]!.jobId);
    await settle();
    expect(state().selectedId).toBe('a');
  });
});
