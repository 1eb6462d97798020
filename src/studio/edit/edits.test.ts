import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { editOf } from '../../core/edit/edit-layer.ts';
import { StudioError } from '../../core/errors.ts';
import type { StoredPicture } from '../../storage/types.ts';
import { FakeLastChanges } from '../testing/fake-stores.fixture.ts';
import { failure, pairMeta, record, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const WIDTH = 6;
const HEIGHT = 4;
const wide = (): StoredPicture => ({
  width: WIDTH,
  height: HEIGHT,
  rgba: new Uint8ClampedArray(4 * WIDTH * HEIGHT),
});

/** The studio with one picture of 6×4 on its stage; its computed mask has class 8 in its right half. */
async function painting(change: Parameters<typeof startStudio>[0] = {}) {
  const metas = change.metas ?? [pairMeta('a', { width: WIDTH, height: HEIGHT })];
  const started = await startStudio({ ...change, metas: [] });
  const { pairStore, tuning, otherTabs, actions, frame } = started;
  const computed = () => Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i % WIDTH >= 3 ? 8 : 0));
  const { segment } = tuning;
  tuning.segment = async (...call) => {
    const result = await segment(...call);
    if (!result.ok) return result;
    const pixels = { background: 12, void: 0, classes: { 8: 12 } };
    return { ok: true, value: { ...result.value, width: WIDTH, height: HEIGHT, mask: computed(), pixels } };
  };
  for (const meta of metas) {
    await pairStore.put(meta, wide(), record());
    otherTabs.hear({ kind: 'here', metas: [meta] });
  }
  actions.selectPair(metas[0]?.id ?? null);
  await settle();
  actions.setPainting(true, 'brush');
  actions.setBrush({ size: 1, value: 15 });
  const mask = () => [...(started.studio.pixels.mask()?.ids ?? [])];
  /** One stroke. */
  const draw = (...points: [number, number][]) => {
    const [[x, y] = [0, 0], ...rest] = points;
    actions.beginStroke({ x, y });
    for (const [nextX, nextY] of rest) actions.continueStroke({ x: nextX, y: nextY });
    actions.endStroke();
  };
  const stored = async (id = 'a') => (await pairStore.readEdits(id))?.layer.values;
  return { ...started, computed, mask, draw, stored, frame };
}

const at = (x: number, y: number) => y * WIDTH + x;

describe('painting over the mask', () => {
  it('shows a stroke at once, counts it when it ends, and stores it', async () => {
    const { actions, mask, state, stored, studio, frame, pairStore } = await painting();
    await frame();
    const { version } = studio.pixels;
    const before = version();
    actions.beginStroke({ x: 0, y: 0 });
    actions.continueStroke({ x: 2, y: 0 });
    expect(mask().slice(0, 4)).toEqual([15, 15, 15, 8]);
    await frame();
    expect(version()).toBe(before + 1);
    expect(state().segmentation?.pixels.classes).toEqual({ 8: 12 });
    expect(pairStore.metas.get('a')?.edits).toBeUndefined();
    actions.endStroke();
    expect(state().segmentation?.pixels).toEqual({ background: 9, void: 0, classes: { 8: 12, 15: 3 } });
    await settle();
    expect((await stored())?.slice(0, 4)).toEqual(Uint16Array.of(16, 16, 16, 0));
    const { edits, pixels } = pairStore.metas.get('a')!;
    expect(edits?.pixels).toBe(3);
    expect(pixels).toEqual(state().pairs[0]?.pixels);
    expect(state().pairs[0]?.edits).toEqual(edits);
  });

  it('can be taken back after a reload, stroke by stroke, and be done again', async () => {
    const { draw, pairStore } = await painting();
    draw([0, 0]);
    draw([1, 0], [2, 0]);
    await settle();
    const again = await painting({ pairStore, metas: [] });
    again.actions.selectPair('a');
    await settle();
    expect(again.mask().slice(0, 3)).toEqual([15, 15, 15]);
    expect(again.state().painting).toMatchObject({ canUndo: true, canRedo: false });
    again.actions.undoEdit();
    expect(again.mask().slice(0, 3)).toEqual([15, 0, 0]);
    again.actions.redoEdit();
    again.actions.undoEdit();
    await settle();
    expect((await again.stored())?.slice(0, 3)).toEqual(Uint16Array.of(16, 0, 0));
    again.actions.undoEdit();
    expect(again.mask()).toEqual([...again.computed()]);
    expect(again.state().painting.canUndo).toBe(false);
  });

  it('survives slider moves and is there when the picture is opened again', async () => {
    const { actions, mask, draw, tuning, frame } = await painting({
      metas: ['a', 'b'].map((id) => pairMeta(id, { width: WIDTH, height: HEIGHT })),
    });
    draw([5, 3]);
    actions.tune({ tau: 1 });
    await frame();
    expect(tuning.calls.at(-1)?.tuning.tau).toBe(1);
    expect(mask()[at(5, 3)]).toBe(15);
    actions.selectPair('b');
    await settle();
    expect(mask()[at(5, 3)]).toBe(8);
    actions.selectPair('a');
    await settle();
    expect(mask()[at(5, 3)]).toBe(15);
  });

  it('goes on under a mask that comes while a stroke is under way', async () => {
    const { actions, mask, frame, state } = await painting();
    actions.beginStroke({ x: 0, y: 0 });
    actions.tune({ tau: 1 });
    await frame();
    expect(mask()[0]).toBe(15);
    actions.continueStroke({ x: 1, y: 0 });
    expect(mask().slice(0, 2)).toEqual([15, 15]);
    actions.cancelStroke();
    expect(mask().slice(0, 2)).toEqual([0, 0]);
    expect(state().painting.canUndo).toBe(false);
  });

  it('gives pixels back to the computed mask by eraser', async () => {
    const { actions, mask, draw, computed, stored, pairStore } = await painting();
    draw([0, 0], [5, 0]);
    actions.setPainting(true, 'eraser');
    draw([0, 0], [4, 0]);
    expect(mask().slice(0, 6)).toEqual([...computed().slice(0, 5), 15]);
    draw([5, 0]);
    await settle();
    expect(mask()).toEqual([...computed()]);
    expect(pairStore.metas.get('a')?.edits).toBeNull();
    expect(await stored()).toBeUndefined();
  });

  it('fills a connected region, paints background and void, and smooths an outline', async () => {
    const { actions, mask, draw } = await painting();
    actions.setBrush({ value: 255 });
    actions.fillRegion({ x: 5, y: 3 });
    expect(mask()).toEqual(Array.from({ length: 24 }, (_, i) => (i % WIDTH >= 3 ? 255 : 0)));
    actions.setBrush({ value: 0 });
    draw([4, 2]);
    expect(mask()[at(4, 2)]).toBe(0);
    actions.setBrush({ value: 255 });
    actions.smoothOutline();
    expect(mask()[at(4, 2)]).toBe(255);
    actions.fillRegion({ x: -1, y: 9 });
    expect(mask()[at(4, 2)]).toBe(255);
  });

  it('is undone and done again stroke by stroke, in storage, too', async () => {
    const { actions, mask, draw, stored, state, computed } = await painting();
    draw([0, 0], [0, 3]);
    const first = mask();
    draw([1, 0], [5, 0]);
    const second = mask();
    actions.undoEdit();
    expect(mask()).toEqual(first);
    actions.undoEdit();
    expect(mask()).toEqual([...computed()]);
    expect(state().painting).toMatchObject({ canUndo: false, canRedo: true });
    actions.undoEdit();
    actions.redoEdit();
    actions.redoEdit();
    expect(mask()).toEqual(second);
    actions.undoEdit();
    await settle();
    expect([...(await stored())!].filter((value) => value === editOf(15))).toHaveLength(4);
    draw([5, 3]);
    expect(state().painting.canRedo).toBe(false);
  });

  it('can be dropped, and brought back by its Undo though another picture was opened', async () => {
    const { actions, mask, draw, state, computed, pairStore } = await painting({
      metas: ['a', 'b'].map((id) => pairMeta(id, { width: WIDTH, height: HEIGHT })),
    });
    draw([0, 0], [5, 0]);
    const painted = mask();
    actions.dropEdits();
    expect(mask()).toEqual([...computed()]);
    await settle();
    expect(pairStore.metas.get('a')?.edits).toBeNull();
    const { id } = state().notices.find(({ message }) => message.startsWith('Edits dropped'))!;
    actions.selectPair('b');
    await settle();
    actions.runNoticeAction(id);
    await settle();
    expect(mask()).toEqual([...computed()]);
    actions.selectPair('a');
    await settle();
    expect(mask()).toEqual(painted);
  });

  it('begins with a class of the picture, and turns a hidden class on that is to be painted', async () => {
    const metas = ['a', 'b'].map((id) => pairMeta(id, { width: WIDTH, height: HEIGHT }));
    const { actions, state } = await painting({ metas });
    actions.toggleClass(9);
    actions.setBrush({ value: 9, size: 999 });
    expect(state().hiddenClassIds).toEqual([]);
    expect(state().painting).toMatchObject({ value: 9, size: 64 });
    actions.selectPair('b');
    await settle();
    expect(state().painting.value).toBe(8);
    actions.setBrush({ value: 255 });
    actions.selectPair('a');
    await settle();
    expect(state().painting.value).toBe(255);
  });

  it('is part of what “Apply to all” counts for pictures that are not on the stage', async () => {
    const { actions, draw, pairStore } = await painting({
      metas: ['a', 'b'].map((id) => pairMeta(id, { width: WIDTH, height: HEIGHT })),
    });
    draw([0, 0], [2, 0]);
    actions.selectPair('b');
    await settle();
    actions.tune({ tau: 3 });
    actions.applyTuningToAll();
    await settle(1000);
    expect(pairStore.metas.get('a')).toMatchObject({
      tuning: { tau: 3 },
      pixels: { background: 9, void: 0, classes: { 8: 12, 15: 3 } },
    });
  });
});

describe('storing what was painted', () => {
  it('writes the newest of several strokes, one after another', async () => {
    const { draw, stored, pairStore } = await painting();
    const { writeEdits } = pairStore;
    let running = 0;
    pairStore.writeEdits = async (...write) => {
      expect(++running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      running--;
      return writeEdits(...write);
    };
    draw([0, 0]);
    draw([1, 0]);
    draw([2, 0]);
    await settle(500);
    expect((await stored())?.slice(0, 3)).toEqual(Uint16Array.of(16, 16, 16));
  });

  it('keeps strokes that storage refused, stores them with the next, and shows them when the picture is opened again', async () => {
    const { actions, draw, stored, mask, messages, pairStore, state } = await painting({
      metas: ['a', 'b'].map((id) => pairMeta(id, { width: WIDTH, height: HEIGHT })),
    });
    const { writeEdits } = pairStore;
    pairStore.writeEdits = () => Promise.reject(new StudioError(failure('storage-full', 'Full.')));
    draw([0, 0]);
    await settle();
    expect(messages()).toContain('Full.');
    actions.selectPair('b');
    await settle();
    actions.selectPair('a');
    await settle();
    expect(mask()[0]).toBe(15);
    pairStore.writeEdits = writeEdits;
    actions.runNoticeAction(state().notices.find(({ message }) => message === 'Full.')!.id);
    await settle();
    expect((await stored())?.[0]).toBe(16);
  });

  it('says what is wrong with edits that cannot be read, and lets them be painted anew', async () => {
    const edits = { revision: 'lost', pixels: 3 };
    const { draw, stored, messages, mask, computed } = await painting({
      metas: [pairMeta('a', { width: WIDTH, height: HEIGHT, edits })],
    });
    expect(messages()).toEqual(['a cannot be read.']);
    expect(mask()).toEqual([...computed()]);
    draw([0, 0]);
    await settle();
    expect((await stored())?.[0]).toBe(16);
  });

  it('keeps a stroke of a page that closes, and the next page stores it over what is there', async () => {
    const first = await painting();
    first.pairStore.writeEdits = () => new Promise(() => {});
    first.draw([0, 0], [1, 0]);
    first.actions.beginStroke({ x: 2, y: 0 });
    void first.studio.flush();
    const [kept] = first.lastChanges.kept;
    expect(kept?.edits).toEqual({ a: [{ start: 0, length: 3, before: 0, after: 16 }] });

    const lastChanges = new FakeLastChanges();
    lastChanges.keep(kept!);
    const { stored, mask } = await painting({ lastChanges });
    // The pair was put into the store after the page had started.
    lastChanges.keptByAnotherTab(kept!);
    await settle();
    expect((await stored())?.slice(0, 4)).toEqual(Uint16Array.of(16, 16, 16, 0));
    expect(mask().slice(0, 4)).toEqual([15, 15, 15, 8]);
  });
});

describe('two tabs', () => {
  it('that paint over the same mask both keep their strokes, and the second hears of it', async () => {
    const { draw, stored, mask, messages, pairStore, state } = await painting();
    const theirs = { width: WIDTH, height: HEIGHT, values: new Uint16Array(WIDTH * HEIGHT) };
    theirs.values[at(0, 0)] = editOf(7);
    theirs.values[at(1, 0)] = editOf(7);
    await pairStore.writeEdits('a', { layer: theirs, revision: 'theirs', from: null, change: {} });
    draw([1, 0], [2, 0]);
    await settle();
    expect(mask().slice(0, 4)).toEqual([7, 15, 15, 8]);
    expect((await stored())?.slice(0, 4)).toEqual(Uint16Array.of(8, 16, 16, 0));
    expect(messages().join()).toContain('painted in another tab');
    expect(state().painting.canUndo).toBe(false);
  });

  it('shows what the other one paints', async () => {
    const { mask, otherTabs, pairStore, messages, computed } = await painting();
    const theirs = { width: WIDTH, height: HEIGHT, values: new Uint16Array(WIDTH * HEIGHT).fill(editOf(7), 0, 3) };
    const edits = await pairStore.writeEdits('a', { layer: theirs, revision: 'r1', from: null, change: {} });
    otherTabs.hear({ kind: 'changed', id: 'a', change: { edits } });
    await settle();
    expect(mask().slice(0, 4)).toEqual([7, 7, 7, 8]);
    await pairStore.writeEdits('a', { layer: null, revision: 'r2', from: 'r1', change: {} });
    otherTabs.hear({ kind: 'changed', id: 'a', change: { edits: null } });
    await settle();
    expect(mask()).toEqual([...computed()]);
    expect(messages()).toEqual([]);
  });
});
