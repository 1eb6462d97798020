import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_TUNING } from './defaults.ts';
import { freeTuning } from './fit-tuning.ts';
import { failure, pairMeta, picture, record, settle } from './samples.fixture.ts';
import { startStudio } from './studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('moving a slider', () => {
  it('asks for one mask a frame, of the newest settings', async () => {
    const { studio, actions, state, tuning, frame } = await startStudio({ metas: [pairMeta('a')] });
    await frame();
    tuning.calls = [];
    for (const tau of [1, 2, 3]) actions.tune({ tau });
    expect(state().tuning.tau).toBe(3);
    expect(tuning.calls).toEqual([]);
    await frame();
    expect(tuning.calls.map((call) => call.tuning.tau)).toEqual([3]);
    expect(studio.pixels.mask()?.ids).toEqual(Uint8Array.of(30));
    expect(state().segmentation?.presence[0]?.evidence).toBe(3);
  });

  it('never has two requests under way, and ends at the newest', async () => {
    const { studio, actions, tuning, frame } = await startStudio({ metas: [pairMeta('a')] });
    tuning.calls = [];
    tuning.held = true;
    for (const tau of [1, 2, 3]) {
      actions.tune({ tau });
      await frame();
    }
    expect(tuning.calls.map((call) => call.tuning.tau)).toEqual([1]);
    tuning.held = false;
    tuning.release();
    await settle();
    await frame();
    expect(tuning.calls.map((call) => call.tuning.tau)).toEqual([1, 3]);
    expect(studio.pixels.mask()?.ids).toEqual(Uint8Array.of(30));
  });

  it('drops a mask that comes after another pair was opened', async () => {
    const metas = [pairMeta('a', { tuning: { ...DEFAULT_TUNING, tau: 5 } }), pairMeta('b')];
    const { studio, actions, state, tuning, frame } = await startStudio({ metas });
    tuning.held = true;
    actions.tune({ tau: 1 });
    await frame();
    actions.selectPair('a');
    await settle();
    tuning.release();
    await settle();
    expect(studio.pixels.mask()?.ids).not.toEqual(Uint8Array.of(10));
    expect(state().segmentation).toBeNull();
    tuning.release();
    await settle();
    expect(studio.pixels.mask()?.ids).toEqual(Uint8Array.of(50));
    expect(state().pairs.find(({ id }) => id === 'a')?.presence[0]?.evidence).toBe(5);
  });

  it('writes to storage once things settle, and at once when another pair is opened', async () => {
    const { actions, pairStore, frame } = await startStudio({ metas: [pairMeta('a'), pairMeta('b')] });
    await settle(1000);
    pairStore.updates = [];
    actions.tune({ tau: 1 });
    actions.tune({ tau: 2 });
    await frame();
    expect(pairStore.updates).toEqual([]);
    await settle(1000);
    expect(pairStore.updates).toHaveLength(1);
    expect(pairStore.metas.get('b')).toMatchObject({ tuning: { tau: 2 }, presence: [{ evidence: 2 }] });

    actions.tune({ tau: 6 });
    actions.selectPair('a');
    await settle();
    expect(pairStore.metas.get('b')?.tuning.tau).toBe(6);
    expect(pairStore.metas.get('a')?.tuning.tau).toBe(DEFAULT_TUNING.tau);
  });

  it('writes what waits on flush', async () => {
    const { studio, actions, pairStore } = await startStudio({ metas: [pairMeta('a')] });
    actions.tune({ tau: 7 });
    await studio.flush();
    expect(pairStore.metas.get('a')?.tuning.tau).toBe(7);
  });

  it('writes nothing for only looking at a pair whose counts are known', async () => {
    const { actions, pairStore } = await startStudio({ metas: [pairMeta('a'), pairMeta('b')] });
    actions.selectPair('a');
    await settle(1000);
    pairStore.updates = [];
    actions.selectPair('b');
    await settle();
    actions.selectPair('a');
    await settle(1000);
    expect(pairStore.updates).toEqual([]);
  });

  it('tells of sides that the record lacks and keeps to those that it has', async () => {
    const { actions, state, messages } = await startStudio({ metas: [pairMeta('a')] });
    actions.tune({ crossSides: [16, 64] });
    expect(state().tuning.crossSides).toEqual([16]);
    expect(messages()[0]).toContain('without cross-attention at 64');
  });

  it('goes on with a new worker when the tuning worker dies', async () => {
    const { studio, actions, tuning, frame } = await startStudio({ metas: [pairMeta('a')] });
    tuning.failNext = failure('worker-crashed');
    actions.tune({ tau: 1 });
    await frame();
    expect(tuning.restarts).toBe(1);
    expect(studio.pixels.mask()?.ids).toEqual(Uint8Array.of(10));
  });
});

describe('opening a pair', () => {
  it('brings its tuning, record shape and pixels', async () => {
    const metas = [pairMeta('a', { tuning: { ...DEFAULT_TUNING, tau: 2 } }), pairMeta('b')];
    const { studio, actions, state } = await startStudio({ metas });
    actions.toggleClass(8);
    actions.selectPair('a');
    await settle();
    expect(state()).toMatchObject({ tuning: { tau: 2 }, hiddenClassIds: [] });
    expect(state().recordShape).toEqual({ crossSides: [8, 16, 32], selfSides: [32, 16], windowBins: 4 });
    expect(studio.pixels.mask()?.ids).toEqual(Uint8Array.of(20));
  });

  it('is overtaken by opening another one', async () => {
    const { studio, actions, tuning, pairStore } = await startStudio({ metas: [pairMeta('a'), pairMeta('b')] });
    pairStore.pictures.set('a', picture(5));
    tuning.held = true;
    actions.selectPair('a');
    await settle();
    actions.selectPair('b');
    tuning.release();
    await settle();
    expect(studio.pixels.picture()?.rgba[0]).toBe(0);
  });

  it('shows the picture and says what is wrong when the record cannot be read', async () => {
    const { studio, actions, state, pairStore, messages } = await startStudio({
      metas: [pairMeta('a'), pairMeta('b')],
    });
    pairStore.records.delete('a');
    actions.selectPair('a');
    await settle();
    expect(studio.pixels.picture()).not.toBeNull();
    expect(studio.pixels.mask()).toBeNull();
    expect(state().segmentation).toBeNull();
    expect(messages()).toEqual(['a cannot be read.']);
  });
});

describe('applying a tuning to all pairs', () => {
  it('recomputes every other pair and stores it', async () => {
    const { actions, pairStore, messages, state } = await startStudio({
      metas: ['a', 'b', 'c'].map((id) => pairMeta(id)),
    });
    actions.tune({ tau: 6 });
    actions.applyTuningToAll();
    await settle();
    for (const id of ['a', 'b']) {
      expect(pairStore.metas.get(id)).toMatchObject({ tuning: { tau: 6 }, presence: [{ evidence: 6 }] });
    }
    expect(messages()).toEqual(['All 3 pictures have this tuning now.']);
    expect(state().selectedId).toBe('c');
  });

  it('follows a pair that is opened before its turn', async () => {
    const { studio, actions, tuning, frame } = await startStudio({ metas: ['a', 'b'].map((id) => pairMeta(id)) });
    actions.tune({ tau: 6 });
    await frame();
    tuning.held = true;
    actions.applyTuningToAll();
    await settle();
    actions.selectPair('a');
    tuning.held = false;
    tuning.release();
    await settle();
    await frame();
    expect(studio.pixels.mask()?.ids).toEqual(Uint8Array.of(60));
  });

  it('is overtaken by a second call', async () => {
    const { actions, tuning, messages } = await startStudio({ metas: ['a', 'b', 'c'].map((id) => pairMeta(id)) });
    tuning.held = true;
    actions.applyTuningToAll();
    await settle();
    tuning.calls = [];
    tuning.held = false;
    actions.applyTuningToAll();
    tuning.release();
    await settle();
    expect(tuning.calls.map(({ recordId }) => recordId)).toEqual(['a', 'b']);
    expect(messages()).toEqual(['All 3 pictures have this tuning now.']);
  });

  it('leaves pairs alone whose record lacks a side, and says so', async () => {
    const { actions, pairStore, messages } = await startStudio({ metas: ['a', 'b', 'c'].map((id) => pairMeta(id)) });
    pairStore.records.set('a', record([8]));
    actions.tune({ tau: 6 });
    actions.applyTuningToAll();
    await settle();
    expect(pairStore.metas.get('a')?.tuning.tau).toBe(DEFAULT_TUNING.tau);
    expect(pairStore.metas.get('b')?.tuning.tau).toBe(6);
    expect(messages()[0]).toContain('1 of 3 pictures kept their own tuning');
  });

  it('can be undone: tunings and counts are as before, also in storage and on the stage', async () => {
    const { studio, actions, state, pairStore, frame } = await startStudio({
      metas: ['a', 'b', 'c'].map((id) => pairMeta(id, { tuning: { ...DEFAULT_TUNING, tau: 2 } })),
    });
    const before = state().pairs[0]!;
    actions.tune({ tau: 6 });
    actions.applyTuningToAll();
    await settle();
    actions.selectPair('b');
    await settle();
    actions.runNoticeAction(state().notices[0]!.id);
    await frame();
    expect(state().pairs[0]).toEqual(before);
    expect(pairStore.metas.get('a')).toEqual(before);
    expect(state().tuning.tau).toBe(2);
    expect(studio.pixels.mask()?.ids).toEqual(Uint8Array.of(20));
    expect(pairStore.metas.get('c')?.tuning.tau).toBe(6);
  });

  it('leaves a pair alone on Undo that was tuned since', async () => {
    const { actions, state } = await startStudio({ metas: ['a', 'b', 'c'].map((id) => pairMeta(id)) });
    actions.tune({ tau: 6 });
    actions.applyTuningToAll();
    await settle();
    actions.selectPair('a');
    await settle();
    actions.tune({ tau: 1 });
    actions.runNoticeAction(state().notices[0]!.id);
    expect(state().pairs.map(({ tuning }) => tuning.tau)).toEqual([1, DEFAULT_TUNING.tau, 6]);
  });

  it('can be undone also where a bug ends it halfway, and the bug is not hidden', async () => {
    const { actions, state, pairStore, messages, reportBug } = await startStudio({
      metas: ['a', 'b', 'c'].map((id) => pairMeta(id)),
    });
    const { readRecord } = pairStore;
    pairStore.readRecord = async (id) => {
      if (id === 'b') throw new TypeError('bug');
      return readRecord(id);
    };
    actions.tune({ tau: 6 });
    actions.applyTuningToAll();
    await settle();
    expect(pairStore.metas.get('a')?.tuning.tau).toBe(6);
    expect(messages()[0]).toBe('Stopped halfway: 2 of 3 pictures have this tuning now.');
    expect(messages()[1]).toContain('bug');
    expect(reportBug).toHaveBeenCalledWith(new TypeError('bug'));
    actions.runNoticeAction(state().notices[0]!.id);
    await settle();
    expect(pairStore.metas.get('a')?.tuning.tau).toBe(DEFAULT_TUNING.tau);
  });

  it('does not count pairs that were removed in the meantime', async () => {
    const { actions, state, tuning } = await startStudio({ metas: ['a', 'b', 'c', 'd'].map((id) => pairMeta(id)) });
    actions.tune({ tau: 6 });
    tuning.held = true;
    actions.applyTuningToAll();
    await settle();
    actions.removePairs(['a', 'b']);
    tuning.held = false;
    tuning.release();
    await settle();
    expect(state().notices.at(-1)?.message).toBe('All 2 pictures have this tuning now.');
  });

  it('undoes both of two calls of which one overtook the other', async () => {
    const { actions, state, tuning } = await startStudio({ metas: ['a', 'b', 'c'].map((id) => pairMeta(id)) });
    actions.tune({ tau: 6 });
    tuning.held = true;
    actions.applyTuningToAll();
    await settle();
    tuning.release();
    await settle();
    expect(state().pairs[0]?.tuning.tau).toBe(6);
    tuning.held = false;
    actions.tune({ tau: 7 });
    actions.applyTuningToAll();
    tuning.release();
    await settle();
    expect(state().pairs[0]?.tuning.tau).toBe(7);
    actions.runNoticeAction(state().notices.at(-1)!.id);
    expect(state().pairs[0]?.tuning.tau).toBe(DEFAULT_TUNING.tau);
  });
});

describe('the step window without a picture', () => {
  const short = (id: string) =>
    pairMeta(id, {
      settings: { ...pairMeta(id).settings, steps: 2 },
      tuning: { ...DEFAULT_TUNING, window: [0, 1] },
    });
  it('is the whole again once a short pair is removed, and is remembered as the whole', async () => {
    const { studio, actions, state, pairStore, preferences } = await startStudio({
      metas: [short('a'), pairMeta('b')],
    });
    pairStore.records.set('a', record([32], 2));
    actions.selectPair('a');
    await settle();
    actions.tune({ tau: 3 });
    expect(state().tuning.window).toEqual([0, 1]);
    await studio.flush();
    expect(preferences.savePreferences).toHaveBeenLastCalledWith(
      expect.objectContaining({ tuning: expect.objectContaining({ tau: 3, window: [0, 3] }) }),
    );
    actions.removePairs(['a', 'b']);
    expect(state().tuning.window).toEqual([0, 3]);
  });

  it('stays a part that was chosen', async () => {
    const { state, actions } = await startStudio({ metas: [pairMeta('a')] });
    actions.tune({ window: [1, 2] });
    actions.removePairs(['a']);
    expect(state().tuning.window).toEqual([1, 2]);
  });

  it('is told from the steps while the record is not read', () => {
    const pair = short('a');
    const { tuning } = pair;
    expect(freeTuning({ tuning, recordShape: null, pairs: [pair], selectedId: 'a' }).window).toEqual([0, 3]);
    expect(freeTuning({ tuning, recordShape: null, pairs: [pairMeta('a')], selectedId: 'a' }).window).toEqual([0, 1]);
  });
});
