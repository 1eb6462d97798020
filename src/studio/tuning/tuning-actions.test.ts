import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_TUNING } from '../settings/defaults.ts';
import { failure, pairMeta, picture, record, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

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
    actions.tune({ tau: 3 });
    await frame();
    actions.selectPair('a');
    await settle();
    tuning.release();
    await settle();
    expect(studio.pixels.mask()?.ids).not.toEqual(Uint8Array.of(30));
    expect(state().segmentation).toBeNull();
    tuning.release();
    await settle();
    expect(studio.pixels.mask()?.ids).toEqual(Uint8Array.of(50));
    expect(state().pairs.find(({ id }) => id === 'a')?.presence[0]?.evidence).toBe(5);
  });

  it('keeps the newest settings of a pair that is left while the mask of older ones is made', async () => {
    const { actions, state, tuning, pairStore, frame } = await startStudio({ metas: [pairMeta('a'), pairMeta('b')] });
    await settle(1000);
    tuning.held = true;
    actions.tune({ tau: 1 });
    await frame();
    actions.tune({ tau: 2 });
    tuning.held = false;
    tuning.release();
    await settle();
    actions.selectPair('a');
    await settle(1000);
    expect(state().pairs.at(-1)).toMatchObject({ id: 'b', tuning: { tau: 2 } });
    expect(pairStore.metas.get('b')?.tuning.tau).toBe(2);
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

  it('replaces a tuning worker that hangs, and offers another try if the next one hangs, too', async () => {
    const { studio, actions, state, tuning, frame, messages } = await startStudio({ metas: [pairMeta('a')] });
    tuning.held = true;
    actions.tune({ tau: 1 });
    await frame();
    await settle(60_000);
    expect(tuning.restarts).toBe(1);
    await settle(60_000);
    expect(messages()).toEqual([expect.stringContaining('no answer for 60 seconds')]);
    tuning.held = false;
    actions.runNoticeAction(state().notices[0]!.id);
    await frame();
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
    expect(state().recordShape).toEqual({
      crossSides: [8, 16, 32],
      selfSides: [32, 16],
      windowBins: 4,
      lacksEdges: true,
    });
    expect(studio.pixels.mask()?.ids).toEqual(Uint8Array.of(20));
  });

  it('keeps what an object is with the pair, and shows and counts its objects', async () => {
    const { studio, actions, state, pairStore } = await startStudio({ metas: [pairMeta('a'), pairMeta('b')] });
    actions.selectPair('a');
    await settle();
    const [id] = studio.pixels.mask()!.ids as unknown as [number];
    expect(state().segmentation?.objects).toEqual({ [id]: 1 });
    expect(studio.pixels.mask()?.objects).toEqual(Int32Array.of(1));
    const objects = { by: 'neck', minShare: 0.5, strength: 0.2 } as const;
    actions.tune({ objects });
    await settle();
    await settle(1000);
    expect(pairStore.metas.get('a')?.tuning.objects).toEqual(objects);
    expect(pairStore.metas.get('b')?.tuning.objects).toEqual(DEFAULT_TUNING.objects);
    // Of what was recorded without edges, connected parts are the objects, which is said.
    actions.tune({ objects: { ...objects, by: 'edge' } });
    expect(state().tuning.objects).toEqual({ ...objects, by: 'component' });
    expect(state().notices.at(-1)?.message).toContain('without edges in attention');
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

  it('says nothing of what it could not read once another pair was chosen', async () => {
    const { actions, pairStore, messages } = await startStudio({ metas: [pairMeta('a'), pairMeta('b')] });
    pairStore.pictures.delete('a');
    actions.selectPair('a');
    actions.selectPair('b');
    await settle();
    expect(messages()).toEqual([]);
  });

  it('does not leave the pair before on the stage when a bug keeps it from its mask', async () => {
    const { studio, actions, tuning, pairStore, reportBug } = await startStudio({
      metas: [pairMeta('a'), pairMeta('b')],
    });
    pairStore.pictures.set('a', picture(5));
    tuning.segment = () => Promise.reject(new TypeError('x is undefined'));
    actions.selectPair('a');
    await settle();
    expect(reportBug).toHaveBeenCalledOnce();
    expect(studio.pixels.picture()?.rgba[0]).toBe(5);
    expect(studio.pixels.mask()).toBeNull();
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
});

describe('resetting', () => {
  it('can be taken back, also when another pair is on the stage', async () => {
    const { actions, state, pairStore, frame } = await startStudio({ metas: [pairMeta('a'), pairMeta('b')] });
    actions.tune({ tau: 5, alpha: 0.1 });
    await frame();
    actions.resetTuning();
    await frame();
    expect(state().tuning.tau).toBe(DEFAULT_TUNING.tau);
    actions.selectPair('a');
    await settle();
    actions.runNoticeAction(state().notices[0]!.id);
    await settle(1000);
    expect(pairStore.metas.get('b')).toMatchObject({ tuning: { tau: 5, alpha: 0.1 }, presence: [{ evidence: 5 }] });
    expect(state().tuning.tau).toBe(DEFAULT_TUNING.tau);
  });

  it('is taken back on the stage with its mask, and only where it was not tuned since', async () => {
    const { studio, actions, state, messages, frame } = await startStudio({ metas: [pairMeta('a')] });
    actions.tune({ tau: 5 });
    await frame();
    actions.resetTuning();
    await frame();
    actions.runNoticeAction(state().notices[0]!.id);
    await frame();
    expect(studio.pixels.mask()?.ids).toEqual(Uint8Array.of(50));
    actions.resetTuning();
    actions.tune({ tau: 2 });
    actions.runNoticeAction(state().notices[0]!.id);
    expect(state().tuning.tau).toBe(2);
    actions.resetTuning();
    await frame();
    actions.dismissNotice(state().notices[0]!.id);
    actions.resetTuning();
    expect(messages()).toEqual([]);
  });
});
