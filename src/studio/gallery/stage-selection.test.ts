import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pairMeta } from '../testing/samples.fixture.ts';
import { readyToGenerate } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('who takes the stage', () => {
  it('is the new picture, where its job was watched', async () => {
    const { actions, state, engine } = await readyToGenerate({ metas: [pairMeta('a')] });
    expect(state().selectedId).toBe('a');
    actions.generate();
    expect(state().selectedId).toBeNull();
    await engine.finish();
    expect(state().selectedId).toBe(engine.requests[0]?.jobId);
  });

  it('stays the pair that was chosen while the job ran', async () => {
    const { actions, state, engine } = await readyToGenerate({ metas: [pairMeta('a')] });
    actions.generate();
    actions.selectPair('a');
    await engine.finish();
    expect(state().selectedId).toBe('a');
    expect(state().pairs).toHaveLength(2);
  });

  it('stays that pair also when the next job starts', async () => {
    const { actions, state, engine } = await readyToGenerate({ metas: [pairMeta('a')] });
    actions.generate();
    actions.generate();
    actions.selectPair('a');
    await engine.finish();
    expect(engine.requests).toHaveLength(2);
    expect(state().selectedId).toBe('a');
  });

  it('is the job again after selectPair(null)', async () => {
    const { actions, state, engine } = await readyToGenerate({ metas: [pairMeta('a')] });
    actions.generate();
    actions.selectPair('a');
    actions.selectPair(null);
    expect(state().selectedId).toBeNull();
    await engine.finish();
    expect(state().selectedId).toBe(engine.requests[0]?.jobId);
  });
});
