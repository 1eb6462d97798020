import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Result } from '../../core/errors.ts';
import type { EngineInfo } from '../../rpc/contract.ts';
import { engineInfo, FakeEngine, modelCheck } from '../testing/fake-engine.fixture.ts';
import { failure, pairMeta, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';
import { ADDRESS, impossible, load, loaded } from './turbo-model.fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A start that a test ends. */
function heldStart(engine: FakeEngine): (result: Result<EngineInfo>) => Promise<void> {
  let end = (_: Result<EngineInfo>) => {};
  engine.startResult = new Promise((resolve) => (end = resolve));
  return async (result) => {
    end(result);
    await settle();
  };
}

describe('looking at a model', () => {
  it('judges an address as people paste it, without touching the model in use', async () => {
    const { actions, state, engine } = await startStudio();
    actions.checkModel({ kind: 'url', url: ` ${ADDRESS}/?x=1 ` });
    expect(state().candidate).toEqual({ name: ADDRESS, address: ADDRESS, check: { phase: 'running' } });
    await settle();
    expect(engine.checked).toEqual([{ kind: 'url', url: ADDRESS }]);
    expect(state().candidate).toMatchObject({ name: 'SD-Turbo', check: { phase: 'done' } });
    expect([engine.restarts, state().engine.phase]).toEqual([0, 'ready']);
  });

  it('judges another export of a network in its place, and loads that one', async () => {
    const { actions, state, engine } = await startStudio();
    const files = [
      { path: 'unet/model_q4.onnx', bytes: 5e8 },
      { path: 'unet/model.onnx', bytes: 3.4e9 },
    ];
    const found = (chosen: string) => modelCheck({ exports: [{ role: 'unet', chosen, files }] });
    engine.checkResult = { ok: true, value: found('unet/model_q4.onnx') };
    actions.checkModel({ kind: 'url', url: ADDRESS });
    await settle();
    expect(engine.checkOptions.at(-1)?.exports).toEqual({});
    engine.checkResult = { ok: true, value: found('unet/model.onnx') };
    actions.chooseExport('unet', 'unet/model.onnx');
    // What was found before stays on the screen, with the new choice.
    expect(state().candidate?.check).toEqual({ phase: 'running', before: found('unet/model.onnx') });
    await settle();
    expect(state().candidate).toMatchObject({ check: { phase: 'done' } });
    expect(engine.checkOptions.at(-1)?.exports).toEqual({ unet: 'unet/model.onnx' });
    actions.loadModel();
    await settle();
    expect(engine.startOptions.at(-1)?.exports).toEqual({ unet: 'unet/model.onnx' });
  });

  it('refuses what is no address, without a request', async () => {
    const { actions, state, engine } = await startStudio();
    for (const url of ['my model', 'ftp://host/model', 'file:///model']) {
      actions.checkModel({ kind: 'url', url });
      await settle();
      expect(state().candidate).toMatchObject({ name: url, check: { phase: 'failed' } });
    }
    expect(engine.checked).toEqual([]);
  });

  it('forgets an answer that comes after the person has left', async () => {
    const { actions, state, engine } = await startStudio();
    let answer = (_: Awaited<typeof engine.checkResult>) => {};
    engine.checkResult = new Promise((resolve) => (answer = resolve));
    actions.checkModel({ kind: 'url', url: ADDRESS });
    actions.leaveCandidate();
    answer({ ok: true, value: modelCheck() });
    await settle();
    expect(state().candidate).toBeNull();
  });

  it('asks again where the worker went while it looked', async () => {
    const { actions, state, engine } = await startStudio();
    engine.startResult = { ok: false, error: failure('worker-crashed') };
    actions.restartEngine();
    await settle();
    engine.checkResult = { ok: false, error: failure('worker-crashed') };
    engine.restart = () => {
      engine.checkResult = { ok: true, value: modelCheck() };
    };
    actions.checkModel({ kind: 'url', url: ADDRESS });
    await settle();
    expect(state().candidate).toMatchObject({ check: { phase: 'done' } });
  });

  it('does not load what cannot work, or could not be judged', async () => {
    const { actions, engine } = await startStudio();
    engine.checkResult = { ok: true, value: impossible };
    await load(actions);
    engine.checkResult = { ok: false, error: failure('network') };
    await load(actions);
    expect(engine.startOptions).toHaveLength(1);
  });

  it('knows a catalogue model by its address', async () => {
    const { actions, state, engine } = await startStudio();
    actions.checkModel({ kind: 'url', url: 'http://studio/models/emoji-scenes' });
    await settle();
    expect(engine.checked).toEqual([{ kind: 'catalogue', id: 'emoji-scenes' }]);
    expect(state().candidate?.address).toBe('http://studio/models/emoji-scenes');
  });
});

describe('loading another model', () => {
  it('replaces the worker, takes over the settings that suit, and can undo them', async () => {
    const { actions, state, engine, preferences, studio } = await startStudio();
    actions.setCaption('a cat');
    actions.changeDraft({ steps: 40 });
    const before = state().draft;
    engine.startResult = loaded;
    await load(actions);
    expect(engine.restarts).toBe(1);
    expect(engine.started.at(-1)).toEqual({ kind: 'url', url: ADDRESS });
    expect(state()).toMatchObject({
      candidate: null,
      model: { name: 'SD-Turbo', address: ADDRESS, previousName: null },
    });
    const suited = { steps: 1, guidance: 1, sampler: 'euler', renoiseTimesteps: [650, 450], caption: 'a cat' };
    expect(state().draft).toMatchObject(suited);
    // Nobody measured it: the paper's sides, or the nearest.
    expect(state().tuning).toMatchObject({ crossSides: [8], selfSide: 64 });
    actions.tune({ crossSides: [64] });
    actions.resetTuning();
    expect(state().tuning.crossSides).toEqual([8]);
    await studio.flush();
    expect(preferences.savePreferences).toHaveBeenLastCalledWith(
      expect.objectContaining({ rememberedModel: { kind: 'url', url: ADDRESS } }),
    );

    actions.setCaption('a dog');
    actions.changeDraft({ guidance: 2 });
    actions.runNoticeAction(state().notices.at(-1)!.id);
    expect(state().draft).toEqual({ ...before, caption: 'a dog', guidance: 2 });
  });

  it('leaves the settings alone when the engine only starts again', async () => {
    const { actions, state, engine } = await startStudio();
    engine.startResult = loaded;
    await load(actions);
    actions.changeDraft({ steps: 9 });
    actions.restartEngine();
    await settle();
    expect(state().draft.steps).toBe(9);
  });

  it('is cancelled back to the model before, whose settings were never changed', async () => {
    const { actions, state, engine } = await startStudio({ metas: [pairMeta('a')] });
    actions.changeDraft({ steps: 33 });
    const finish = heldStart(engine);
    await load(actions);
    expect(state()).toMatchObject({ engine: { phase: 'starting' }, model: { previousName: 'Emoji scenes' } });
    engine.startResult = { ok: true, value: engineInfo() };
    actions.loadPreviousModel();
    await finish(loaded);
    expect(engine.started.at(-1)).toEqual({ kind: 'catalogue', id: 'emoji-scenes' });
    expect(state()).toMatchObject({
      engine: { phase: 'ready' },
      model: { name: 'Emoji scenes', previousName: null },
      draft: { steps: 33 },
      rememberedModel: { kind: 'catalogue', id: 'emoji-scenes' },
    });
    expect(state().pairs).toHaveLength(1);
  });

  it('keeps prompt and gallery when it fails, tries the same again, or goes back', async () => {
    const { actions, state, engine } = await startStudio({ metas: [pairMeta('a')] });
    actions.setCaption('a cat');
    engine.startResult = { ok: false, error: failure('network', 'The connection failed.') };
    await load(actions);
    expect(state()).toMatchObject({ engine: { phase: 'failed' }, model: { previousName: 'Emoji scenes' } });
    actions.restartEngine();
    await settle();
    expect(engine.started.slice(-2)).toEqual([
      { kind: 'url', url: ADDRESS },
      { kind: 'url', url: ADDRESS },
    ]);
    engine.startResult = { ok: true, value: engineInfo() };
    actions.loadPreviousModel();
    await settle();
    expect(state()).toMatchObject({ engine: { phase: 'ready' }, draft: { caption: 'a cat' } });
    expect(state().pairs).toHaveLength(1);
  });

  it('tells how long the download will take', async () => {
    const engine = new FakeEngine();
    const { actions, state } = await startStudio({ engine });
    let emit = (_: number) => {};
    engine.start = (_options, onEvent) => {
      emit = (loadedBytes) => onEvent({ kind: 'download', file: 'unet', loadedBytes, totalBytes: 100 });
      return new Promise(() => {});
    };
    await load(actions);
    emit(10);
    expect(state().engine).not.toHaveProperty('remainingMs');
    await settle(4_000);
    emit(30);
    expect(state().engine).toMatchObject({ phase: 'starting', remainingMs: 14_000 });
  });
});
