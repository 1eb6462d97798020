import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FailureCode } from '../../core/errors.ts';
import type { EngineInfo } from '../../rpc/contract.ts';
import { DEFAULT_TUNING } from '../settings/defaults.ts';
import { FakeEngine } from '../testing/fake-engine.fixture.ts';
import { failure, pairMeta, record, settle } from '../testing/samples.fixture.ts';
import { readyToGenerate, startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('generating', () => {
  it('makes pictures one at a time, in the order asked for', async () => {
    const { actions, state, engine } = await readyToGenerate();
    for (const caption of ['first', 'second', 'third']) {
      actions.setCaption(caption);
      actions.generate();
    }
    expect(state().jobs.map((job) => job.state)).toEqual(['encoding', 'queued', 'queued']);
    await engine.finish();
    await engine.finish();
    await engine.finish();
    expect(engine.requests.map(({ settings }) => settings.caption)).toEqual(['first', 'second', 'third']);
    expect(state().jobs).toEqual([]);
    expect(state().pairs.map(({ settings }) => settings.caption)).toEqual(['first', 'second', 'third']);
  });

  it('takes many pictures at once, before or after those that wait', async () => {
    const { actions, state, engine } = await readyToGenerate();
    const request = (caption: string) => ({ settings: { ...state().draft, caption } });
    actions.enqueue(['first', 'fourth'].map(request), 'back');
    actions.enqueue(['second', 'third'].map(request), 'front');
    for (let i = 0; i < 4; i++) await engine.finish();
    expect(engine.requests.map(({ settings }) => settings.caption)).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('waits for an engine that is still starting', async () => {
    const engine = new FakeEngine();
    let start = () => {};
    engine.start = () => new Promise((resolve) => (start = () => resolve(engine.startResult)));
    const { actions, state } = await readyToGenerate({ engine });
    actions.generate();
    expect(state().jobs[0]?.state).toBe('queued');
    start();
    await settle();
    expect(engine.requests).toHaveLength(1);
  });

  it('shows the progress of the running job', async () => {
    const { actions, state, engine } = await readyToGenerate();
    actions.generate();
    const jobId = engine.requests[0]!.jobId;
    engine.emit({ kind: 'step', jobId, step: 3, steps: 25, stepMs: 200, remainingMs: 4400 });
    expect(state().jobs[0]).toMatchObject({ state: 'running', step: 3, steps: 25, stepMs: 200, remainingMs: 4400 });
    engine.emit({ kind: 'refining', jobId });
    expect(state().jobs[0]?.state).toBe('refining');
  });

  it('rolls a new seed after each picture, unless it is locked', async () => {
    const { actions, state, engine } = await readyToGenerate();
    const seed = state().draft.seed;
    actions.generate();
    expect(engine.requests[0]?.settings.seed).toBe(seed);
    const next = state().draft.seed;
    expect(next).not.toBe(seed);
    actions.setSeedLocked(true);
    actions.generate();
    expect(state().draft.seed).toBe(next);
  });

  it('stores the finished picture with its settings, then its counts', async () => {
    const { actions, state, engine, pairStore } = await readyToGenerate();
    actions.generate();
    const { jobId, settings } = engine.requests[0]!;
    await engine.finish(7);
    expect(pairStore.metas.get(jobId)).toMatchObject({ settings, review: 'unreviewed' });
    expect(pairStore.pictures.get(jobId)?.rgba[0]).toBe(7);
    expect(state().pairs[0]?.presence).toEqual([{ classId: 8, evidence: DEFAULT_TUNING.tau, present: true }]);
    await settle(1000);
    expect(pairStore.metas.get(jobId)?.presence).toEqual([{ classId: 8, evidence: DEFAULT_TUNING.tau, present: true }]);
  });

  it('takes the same share of the trajectory where the last picture had fewer parts', async () => {
    const { actions, state, engine } = await readyToGenerate();
    actions.changeDraft({ steps: 2 });
    actions.generate();
    await engine.finish(1, record([32], 2));
    expect(state().tuning.window).toEqual([1, 1]);
    actions.changeDraft({ steps: 25 });
    actions.generate();
    expect(engine.requests[1]?.tuning.window).toEqual([2, 3]);
  });

  it('takes the sides of the model in use where the shown pair is another model’s', async () => {
    const tuning = { ...DEFAULT_TUNING, tau: 3, crossSides: [8] };
    const foreign = { ...pairMeta('a').provenance, modelId: 'another' };
    const metas = [pairMeta('a', { tuning, provenance: foreign }), pairMeta('b', { tuning })];
    const { actions, engine } = await readyToGenerate({ metas });
    for (const [id, crossSides] of [
      ['a', [16]],
      ['b', [8]],
    ] as const) {
      actions.selectPair(id);
      await settle();
      actions.generate();
      expect(engine.requests.at(-1)?.tuning).toMatchObject({ tau: 3, crossSides });
      await engine.finish();
    }
  });

  it('gives the pair the tuning of its watched job, or that of its start where another pair was tuned', async () => {
    const { actions, state, engine, pairStore } = await readyToGenerate();
    actions.generate();
    actions.tune({ tau: 2 });
    await engine.finish();
    const first = engine.requests[0]!.jobId;
    expect(pairStore.metas.get(first)?.tuning.tau).toBe(2);
    actions.generate();
    actions.selectPair(first);
    actions.tune({ tau: 7 });
    await engine.finish();
    expect(pairStore.metas.get(engine.requests[1]!.jobId)?.tuning.tau).toBe(2);
    expect(state().tuning.tau).toBe(7);
  });

  it('refuses a prompt that does not fit, and says why', async () => {
    const { actions, state, engine, messages } = await readyToGenerate();
    actions.setCaption('one two three four five six seven eight nine ten');
    actions.generate();
    expect(engine.requests).toEqual([]);
    expect(state().jobs).toEqual([]);
    expect(messages()).toEqual(['10 words fit; cat fell off.']);
  });

  it('makes the picture of an example’s card with one call, and another the next time', async () => {
    const { studio, actions, state, engine } = await startStudio();
    actions.useExample(0);
    const { caption, classIds, seed } = studio.examples[0]!;
    expect(engine.requests[0]?.settings).toMatchObject({ caption, classIds, seed });
    expect(state().draft.seed).not.toBe(seed);
  });

  it('goes on with the next job after one that failed', async () => {
    const { actions, engine, messages } = await readyToGenerate();
    actions.generate();
    actions.generate();
    await engine.finish(failure('settings-invalid', 'Steps must be whole.'));
    expect(messages()).toEqual(['Steps must be whole.']);
    expect(engine.requests).toHaveLength(2);
  });

  it('tries a failed job again with its own settings and seed', async () => {
    const { actions, state, engine } = await readyToGenerate();
    actions.generate();
    await engine.finish(failure('settings-invalid'));
    actions.setCaption('something else');
    actions.runNoticeAction(state().notices.find(({ action }) => action === 'Try again')!.id);
    await engine.finish();
    expect(engine.requests[1]?.settings).toEqual(engine.requests[0]?.settings);
    expect(engine.restarts).toBe(0);
  });

  it('replaces an engine that ran out of memory and keeps the job', async () => {
    const { actions, state, engine } = await readyToGenerate();
    actions.generate();
    await engine.finish(failure('out-of-memory', 'No memory.'));
    expect(engine.restarts).toBe(1);
    expect(state().engine.phase).toBe('ready');
    expect(state().notices).toMatchObject([
      { message: 'No memory. The picture was not finished; its settings are kept.', action: 'Try again' },
    ]);
  });

  it('offers the CPU, which computes in fp32, where numbers overflow on the graphics device', async () => {
    const { actions, state, engine } = await readyToGenerate();
    actions.generate();
    await engine.finish(failure('number-overflow', 'The decoder answered with NaN.'));
    expect(engine.restarts).toBe(0);
    expect(state().pairs).toEqual([]);
    expect(state().notices).toMatchObject([{ tone: 'error', action: 'Run on the CPU' }]);
    actions.generate();
    await engine.finish();
    expect(state().pairs).toHaveLength(1);
  });

  it('offers the CPU where the graphics device fails its self-check, with everything kept for the new page', async () => {
    const { actions, state, engine, reloadWithBackend, preferences } = await readyToGenerate();
    actions.generate();
    const { settings } = engine.requests[0]!;
    await engine.finish(failure('self-check-failed', 'Rows do not sum to 1.'));
    expect(engine.restarts).toBe(0);
    const [notice] = state().notices;
    expect(notice).toMatchObject({ tone: 'error', action: 'Run on the CPU' });
    expect(notice?.message).toContain('Rows do not sum to 1. No picture was kept. Run on the CPU instead');
    actions.setCaption('something else');
    actions.runNoticeAction(notice!.id);
    expect(reloadWithBackend).not.toHaveBeenCalled();
    await settle();
    expect(preferences.savePreferences).toHaveBeenLastCalledWith(expect.objectContaining({ draft: settings }));
    expect(reloadWithBackend).toHaveBeenCalledWith('wasm');
  });

  it('offers another try, not the CPU, where the CPU fails its self-check', async () => {
    const engine = new FakeEngine();
    const { value } = engine.startResult as { value: EngineInfo };
    engine.startResult = { ok: true, value: { ...value, backend: { ...value.backend, kind: 'wasm' } } };
    const { actions, state } = await readyToGenerate({ engine });
    actions.generate();
    await engine.finish(failure('self-check-failed'));
    expect(state().notices).toMatchObject([{ message: 'failed: self-check-failed', action: 'Try again' }]);
  });

  const ALL_CODES: Readonly<Record<FailureCode, true>> = {
    'prompt-too-long': true,
    'prompt-invalid': true,
    'class-unknown': true,
    'settings-invalid': true,
    'model-missing-file': true,
    'model-corrupt': true,
    'model-unsupported': true,
    'backend-unavailable': true,
    'device-lost': true,
    'out-of-memory': true,
    'self-check-failed': true,
    'number-overflow': true,
    'storage-full': true,
    'storage-unavailable': true,
    'record-corrupt': true,
    'edited-elsewhere': true,
    'picture-unreadable': true,
    'export-empty': true,
    'dataset-unreadable': true,
    network: true,
    cancelled: true,
    'worker-crashed': true,
    'arguments-invalid': true,
    'file-missing': true,
    'folder-in-use': true,
    'run-changed': true,
  };

  it.each(Object.keys(ALL_CODES) as FailureCode[])(
    '%s leaves nothing behind, and the next picture is made',
    async (code) => {
      const { actions, state, engine } = await readyToGenerate();
      actions.generate();
      await engine.finish(failure(code));
      expect(state()).toMatchObject({ pairs: [], jobs: [], engine: { phase: 'ready' } });
      actions.generate();
      await engine.finish();
      expect(state().pairs).toHaveLength(1);
    },
  );

  it('reports a bug in the engine with its stack and goes on', async () => {
    const { actions, state, engine, messages, reportBug } = await readyToGenerate();
    const bug = new TypeError('undefined is not a tensor');
    const generate = engine.generate;
    engine.generate = () => Promise.reject(bug);
    actions.generate();
    await settle();
    expect(reportBug).toHaveBeenCalledWith(bug);
    expect(messages()[0]).toContain('undefined is not a tensor');
    engine.generate = generate;
    actions.runNoticeAction(state().notices[0]!.id);
    expect(engine.requests).toHaveLength(1);
  });
});
