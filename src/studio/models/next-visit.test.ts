import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Preferences } from '../../storage/types.ts';
import { toPreferences } from '../settings/preferences.ts';
import { FakeEngine, modelCheck } from '../testing/fake-engine.fixture.ts';
import { settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';
import { ADDRESS, impossible, load, loaded } from './turbo-model.fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('at the next visit', () => {
  const remembering = (rememberedModel: Preferences['rememberedModel'], engine = new FakeEngine()) =>
    startStudio({ engine, preferences: (async () => ({ value: await saved(rememberedModel), problem: null }))() });
  const saved = async (rememberedModel: Preferences['rememberedModel']): Promise<Preferences> => {
    const { state } = await startStudio();
    const value = toPreferences(state());
    return { ...value, draft: { ...value.draft, steps: 2 }, ...(rememberedModel ? { rememberedModel } : {}) };
  };

  it('opens a downloaded model from this device alone, with its settings as they were', async () => {
    const engine = new FakeEngine();
    engine.startResult = loaded;
    const { state } = await remembering({ kind: 'url', url: ADDRESS }, engine);
    expect(engine.checked).toEqual([{ kind: 'cached', model: ADDRESS }]);
    expect(engine.started).toEqual([{ kind: 'cached', model: ADDRESS }]);
    expect(state()).toMatchObject({ draft: { steps: 2 }, rememberedModel: { kind: 'url', url: ADDRESS } });
    expect(state().notices).toEqual([]);
  });

  it('says once that a model is not all here, and opens the bundled one with its settings', async () => {
    const engine = new FakeEngine();
    engine.checkResult = { ok: true, value: impossible };
    const { state, messages } = await remembering({ kind: 'catalogue', id: 'sd-turbo' }, engine);
    expect(engine.started).toEqual([{ kind: 'catalogue', id: 'emoji-scenes' }]);
    expect(messages()[0]).toMatch(/SD-Turbo.*It lacks unet\/model.onnx.*Emoji scenes/);
    expect(state()).toMatchObject({ draft: { steps: 15 }, rememberedModel: { kind: 'catalogue', id: 'emoji-scenes' } });
  });

  it('opens the bundled model where a bug keeps the other from being judged', async () => {
    const engine = new FakeEngine();
    engine.check = () => Promise.reject(new Error('a bug'));
    const { reportBug } = await remembering({ kind: 'url', url: ADDRESS }, engine);
    expect(reportBug).toHaveBeenCalledOnce();
    expect(engine.started).toEqual([{ kind: 'catalogue', id: 'emoji-scenes' }]);
  });

  it('opens the bundled model in a new worker where looking at the other never ends', async () => {
    const engine = new FakeEngine();
    engine.checkResult = new Promise(() => {});
    const { state, messages } = await remembering({ kind: 'url', url: ADDRESS }, engine);
    await settle(60_000);
    expect(engine.restarts).toBe(1);
    expect(engine.started).toEqual([{ kind: 'catalogue', id: 'emoji-scenes' }]);
    expect(state().engine.phase).toBe('ready');
    expect(messages()[0]).toContain('longer than 60 seconds');
  });

  it('does not ask for a folder again', async () => {
    const engine = new FakeEngine();
    const { messages } = await remembering({ kind: 'folder', label: 'my-sd' }, engine);
    expect(engine.checked).toEqual([]);
    expect(engine.started).toEqual([{ kind: 'catalogue', id: 'emoji-scenes' }]);
    expect(messages()[0]).toMatch(/my-sd.*chosen again/);
  });

  it('starts with the bundled model where nothing was remembered', async () => {
    const engine = new FakeEngine();
    await remembering(undefined, engine);
    expect([engine.checked, engine.started]).toEqual([[], [{ kind: 'catalogue', id: 'emoji-scenes' }]]);
  });

  it('leaves a model alone that was loaded while the remembered one was looked at', async () => {
    const engine = new FakeEngine();
    let answer = (_: Awaited<typeof engine.checkResult>) => {};
    engine.checkResult = new Promise((resolve) => (answer = resolve));
    const { actions, state, messages } = await remembering({ kind: 'url', url: 'https://models.example/old' }, engine);
    engine.checkResult = { ok: true, value: modelCheck() };
    engine.startResult = loaded;
    await load(actions);
    answer({ ok: true, value: modelCheck({ label: 'Old' }) });
    await settle();
    expect(engine.started).toEqual([{ kind: 'url', url: ADDRESS }]);
    expect(state()).toMatchObject({ engine: { phase: 'ready' }, model: { name: 'SD-Turbo', address: ADDRESS } });
    expect(messages()).toEqual([expect.stringContaining('Settings for SD-Turbo')]);
  });
});
