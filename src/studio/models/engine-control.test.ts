import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { engineInfo, FakeEngine } from '../testing/fake-engine.fixture.ts';
import { failure, pairMeta, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function generating() {
  const started = await startStudio({ metas: [pairMeta('a')] });
  started.actions.setCaption('a cat');
  started.actions.addClass(8);
  started.actions.generate();
  return started;
}

it('has the gallery ready while the engine is still starting', async () => {
  const engine = new FakeEngine();
  engine.start = () => new Promise(() => {});
  const { state } = await startStudio({ engine, metas: [pairMeta('a')] });
  expect(state().engine.phase).toBe('starting');
  expect(state()).toMatchObject({ galleryLoaded: true, selectedId: 'a' });
  expect(state().segmentation).not.toBeNull();
});

it('keeps an engine that cannot start as state, and starts it again on demand', async () => {
  const engine = new FakeEngine();
  engine.startResult = { ok: false, error: failure('backend-unavailable') };
  const { actions, state } = await startStudio({ engine });
  expect(state().engine).toEqual({ phase: 'failed', error: failure('backend-unavailable') });
  engine.startResult = { ok: true, value: engineInfo() };
  actions.restartEngine();
  await settle();
  expect(state().engine.phase).toBe('ready');
});

it('ends the worker of an engine that cannot start: what it has loaded would take gigabytes until the next start', async () => {
  const engine = new FakeEngine();
  engine.startResult = { ok: false, error: failure('self-check-failed') };
  const { state } = await startStudio({ engine });
  expect(engine.terminations).toBe(1);
  expect(state().engine).toEqual({ phase: 'failed', error: failure('self-check-failed') });
});

it('ends a start that falls silent, and starts again on demand', async () => {
  const engine = new FakeEngine();
  const answers = engine.start;
  let tell: Parameters<typeof engine.start>[1] = () => undefined;
  engine.start = (_, onEvent) => {
    tell = onEvent;
    return new Promise(() => {});
  };
  const { actions, state } = await startStudio({ engine });
  await vi.advanceTimersByTimeAsync(4 * 60_000);
  tell({ kind: 'compile', part: 'unet/model.onnx' });
  await vi.advanceTimersByTimeAsync(4 * 60_000);
  expect(state().engine.phase).toBe('starting');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state().engine).toMatchObject({ phase: 'failed', error: { message: expect.stringContaining('5 minutes') } });

  engine.start = answers;
  actions.restartEngine();
  await settle();
  expect(state().engine.phase).toBe('ready');
});

it('recovers from a crash by itself, keeps the queue, and tries the broken job again on demand', async () => {
  const { actions, state, engine } = await generating();
  actions.setCaption('the next one');
  actions.generate();
  await engine.crash();
  expect(engine.restarts).toBe(1);
  expect(state().engine.phase).toBe('ready');
  expect(engine.requests.map(({ settings }) => settings.caption)).toEqual(['a cat', 'the next one']);
  expect(state().pairs).toHaveLength(1);

  const notice = state().notices[0]!;
  expect(notice).toMatchObject({ tone: 'error', action: 'Try again' });
  actions.runNoticeAction(notice.id);
  await engine.finish();
  expect(engine.requests[2]?.settings).toEqual(engine.requests[0]?.settings);
  expect(state().notices.map(({ tone }) => tone)).not.toContain('error');
});

it('replaces the worker when the device is lost', async () => {
  const { state, engine } = await generating();
  await engine.finish(failure('device-lost', 'The graphics device was lost.'));
  expect(engine.restarts).toBe(1);
  // The second one may have to wait until the graphics process is done with what the first left it.
  expect(engine.startOptions.map(({ gpuIsKnown }) => gpuIsKnown)).toEqual([false, true]);
  expect(state().notices[0]).toMatchObject({ action: 'Try again' });
  expect(state().selectedId).toBe('a');
});

it('gives up after a second crash without a picture in between, and goes on after a restart by hand', async () => {
  const { actions, state, engine } = await generating();
  actions.generate();
  await engine.crash();
  await engine.crash();
  expect(engine.restarts).toBe(1);
  expect(state().engine.phase).toBe('failed');
  expect(engine.terminations).toBe(1);
  actions.runNoticeAction(state().notices.at(-1)!.id);
  await settle();
  expect(engine.restarts).toBe(2);
  expect(engine.requests).toHaveLength(3);
});

it('recovers anew after a picture has come through', async () => {
  const { actions, state, engine } = await generating();
  await engine.crash();
  actions.generate();
  await engine.finish();
  actions.generate();
  await engine.crash();
  expect(state().engine.phase).toBe('ready');
});

it('restarts by hand without taking the broken-off job for a crash', async () => {
  const { actions, state, engine } = await generating();
  actions.restartEngine();
  await settle();
  expect(engine.restarts).toBe(1);
  expect(engine.startOptions).toHaveLength(2);
  expect(state().engine.phase).toBe('ready');
  expect(state().notices[0]).toMatchObject({ action: 'Try again' });
});
