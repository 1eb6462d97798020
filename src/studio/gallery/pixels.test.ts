import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pairMeta, picture, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function watching() {
  const started = await startStudio({ metas: [pairMeta('a')] });
  started.actions.addClass(8);
  started.actions.setCaption('a cat');
  started.actions.generate();
  await started.frame();
  const jobId = started.engine.requests[0]!.jobId;
  return { ...started, jobId };
}

it('tells of many changes once a frame', async () => {
  const { studio, engine, jobId, frame } = await watching();
  const listener = vi.fn();
  const unsubscribe = studio.pixels.subscribe(listener);
  const version = studio.pixels.version();
  for (const step of [1, 2, 3]) engine.emit({ kind: 'estimate', jobId, step, picture: picture(step) });
  expect(listener).not.toHaveBeenCalled();
  await frame();
  expect(listener).toHaveBeenCalledOnce();
  expect(studio.pixels.version()).toBe(version + 1);
  expect(studio.pixels.picture()?.rgba[0]).toBe(3);
  unsubscribe();
});

it('shows the watched job without the mask of the pair before it', async () => {
  const { studio, actions, engine, jobId } = await watching();
  expect(studio.pixels.picture()).toBeNull();
  expect(studio.pixels.mask()).toBeNull();
  const maps = Float32Array.of(0, 0.5, 1, 1.2);
  engine.emit({ kind: 'heatmaps', jobId, step: 1, heatmaps: { classIds: [8], side: 2, maps } });
  expect(studio.pixels.scores()).toEqual({
    classIds: [8],
    width: 2,
    height: 2,
    values: Uint8Array.of(0, 128, 255, 255),
  });

  actions.selectPair('a');
  await settle();
  expect(studio.pixels.mask()).not.toBeNull();
  actions.selectPair(null);
  expect(studio.pixels.scores()?.width).toBe(2);
});

it('goes from the last estimate to the finished pair without a gap', async () => {
  const { studio, engine, jobId, tuning } = await watching();
  engine.emit({ kind: 'estimate', jobId, step: 24, picture: picture(3) });
  tuning.held = true;
  await engine.finish(4);
  expect(studio.pixels.picture()?.rgba[0]).toBe(3);
  tuning.held = false;
  tuning.release();
  await settle();
  expect(studio.pixels.picture()?.rgba[0]).toBe(4);
  expect(studio.pixels.mask()).not.toBeNull();
});

it('reads a thumbnail when it is first asked for, and only once', async () => {
  const { studio, pairStore, frame } = await startStudio({ metas: [pairMeta('a')] });
  await frame();
  const readPicture = vi.spyOn(pairStore, 'readPicture');
  const listener = vi.fn();
  studio.pixels.subscribe(listener);
  expect(studio.pixels.thumbnail('a')).toBeNull();
  expect(studio.pixels.thumbnail('a')).toBeNull();
  await settle();
  await frame();
  expect(listener).toHaveBeenCalledOnce();
  expect(studio.pixels.thumbnail('a')).not.toBeNull();
  expect(readPicture).toHaveBeenCalledOnce();
});

it('has no thumbnail for a picture that cannot be read, and does not ask for it again and again', async () => {
  const { studio, pairStore, reportBug, messages } = await startStudio({ metas: [pairMeta('a')] });
  pairStore.pictures.delete('a');
  const readPicture = vi.spyOn(pairStore, 'readPicture');
  for (let render = 0; render < 3; render++) {
    expect(studio.pixels.thumbnail('a')).toBeNull();
    await settle();
  }
  expect(readPicture).toHaveBeenCalledOnce();
  expect(reportBug).not.toHaveBeenCalled();
  expect(messages()).toEqual([]);
});
