import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { showObjects } from '../../core/dataset/objects/show-objects.ts';
import { PLAIN_OBJECTS } from '../../core/dataset/objects/split-objects.ts';
import { at, HEIGHT, painting, WIDTH } from '../edit/painting.fixture.ts';
import { DEFAULT_TUNING } from '../settings/defaults.ts';
import { pairMeta, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Objects of connected parts, however small, of a mask of 6×4. */
const objectsOf = (mask: readonly number[]) =>
  showObjects({ mask: Uint8Array.from(mask), width: WIDTH, height: HEIGHT, edges: null }, PLAIN_OBJECTS);

async function paintingPlain() {
  const metas = [
    pairMeta('a', { width: WIDTH, height: HEIGHT, tuning: { ...DEFAULT_TUNING, objects: PLAIN_OBJECTS } }),
  ];
  const started = await painting({ metas });
  const labels = () => [...(started.studio.pixels.mask()?.objects ?? [])];
  const counts = () => started.state().segmentation?.objects;
  return { ...started, labels, counts };
}

it('never puts the objects of one mask over another while a slider moves', async () => {
  const { studio, actions, tuning, frame } = await startStudio({ metas: [pairMeta('a')] });
  await frame();
  const { segment } = tuning;
  const waiting: (() => void)[] = [];
  tuning.split = async (id, settings, layer) => {
    tuning.calls.push({ recordId: id, tuning: settings });
    if (tuning.held) await new Promise<void>((resolve) => waiting.push(resolve));
    const made = await segment(id, settings);
    const labels = Int32Array.of(settings.tau * 10);
    expect(layer?.values).toEqual(Uint16Array.of(0));
    return made.ok ? { ok: true, value: { segmentation: made.value, objects: { labels, counts: {} } } } : made;
  };
  const seen: number[][] = [];
  studio.pixels.subscribe(() => {
    const mask = studio.pixels.mask();
    if (mask) seen.push([...mask.ids, ...(mask.objects ?? [])]);
  });
  tuning.held = true;
  for (const tau of [1, 2, 3, 4]) {
    actions.tune({ tau });
    await frame();
  }
  tuning.held = false;
  waiting.shift()?.();
  await settle();
  await frame();
  await frame();
  // The one that was under way, and the newest.
  expect(seen.map(([id]) => id)).toEqual([10, 40]);
  expect(seen.every(([id, object]) => id === object)).toBe(true);
});

it('looks for no objects in masks that nobody looks at', async () => {
  const { actions, tuning, frame } = await startStudio({ metas: [pairMeta('a'), pairMeta('b'), pairMeta('c')] });
  await frame();
  const split = vi.spyOn(tuning, 'split');
  tuning.calls = [];
  actions.applyTuningToAll();
  actions.sweepTunings([{ ...DEFAULT_TUNING, tau: 1 }], vi.fn());
  await settle(1000);
  expect(tuning.calls.length).toBeGreaterThanOrEqual(3);
  expect(split).not.toHaveBeenCalled();
});

it('finds objects anew in what was painted, and shows none there until then', async () => {
  const { draw, mask, labels, counts, frame } = await paintingPlain();
  expect(labels()).toEqual([...objectsOf(mask()).labels]);
  expect(counts()).toEqual({ 8: 1 });
  draw([4, 0], [4, 3]);
  expect(mask()[at(4, 1)]).toBe(15);
  expect(labels()).toEqual(mask().map((id) => (id === 8 ? 1 : 0)));
  await frame();
  expect(labels()).toEqual([...objectsOf(mask()).labels]);
  expect(counts()).toEqual({ 8: 2, 15: 1 });
});

it('finds the objects of the newest stroke where one is painted while those of another are found', async () => {
  const { actions, draw, mask, labels, counts, tuning, frame } = await paintingPlain();
  tuning.held = true;
  draw([0, 0]);
  await frame();
  draw([0, 2]);
  tuning.held = false;
  tuning.release();
  await settle();
  // What was found is shown where it still holds.
  expect([labels()[at(0, 0)], labels()[at(0, 2)]]).toEqual([objectsOf(mask()).labels[0], 0]);
  await frame();
  expect(labels()).toEqual([...objectsOf(mask()).labels]);
  expect(counts()).toEqual({ 8: 1, 15: 2 });
  actions.undoEdit();
  await frame();
  expect(counts()).toEqual({ 8: 1, 15: 1 });
  // A stroke that is given up changes nothing, and asks for nothing.
  const split = vi.spyOn(tuning, 'split');
  actions.beginStroke({ x: 0, y: 3 });
  actions.cancelStroke();
  await frame();
  expect(split).not.toHaveBeenCalled();
  expect(labels()).toEqual([...objectsOf(mask()).labels]);
});

it('finds the objects of a mask that is compared with, and of what is painted over it', async () => {
  const { actions, draw, studio, frame } = await paintingPlain();
  draw([4, 0], [4, 3]);
  await frame();
  actions.setComparing(true);
  await settle();
  const { ids, objects } = studio.pixels.comparedMask()!;
  expect([...objects!]).toEqual([...objectsOf([...ids]).labels]);
  expect(objects!.some((label) => label === 3)).toBe(true);
});
