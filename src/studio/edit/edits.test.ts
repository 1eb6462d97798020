import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { editOf } from '../../core/edit/edit-layer.ts';
import { pairMeta, settle } from '../testing/samples.fixture.ts';
import { at, HEIGHT, painting, WIDTH } from './painting.fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

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
