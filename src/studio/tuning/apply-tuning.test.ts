import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_TUNING } from '../settings/defaults.ts';
import { failure, pairMeta, picture, record, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

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

  it('leaves the pair alone that a second call starts from, though its mask was under way', async () => {
    const { actions, tuning, state, messages } = await startStudio({
      metas: ['a', 'b', 'c'].map((id) => pairMeta(id)),
    });
    actions.tune({ tau: 6 });
    tuning.held = true;
    actions.applyTuningToAll();
    await settle();
    actions.selectPair('a');
    await settle();
    actions.tune({ tau: 1 });
    actions.applyTuningToAll();
    tuning.held = false;
    tuning.release();
    await settle();
    expect(state().pairs.map((pair) => pair.tuning.tau)).toEqual([1, 1, 1]);
    expect(state().tuning.tau).toBe(1);
    expect(messages()).toEqual(['All 3 pictures have this tuning now.']);
  });

  it('opens each pair with its own picture, which its mask may follow', async () => {
    const { actions, pairStore, tuning } = await startStudio({ metas: ['a', 'b'].map((id) => pairMeta(id)) });
    pairStore.pictures.set('a', picture(7));
    actions.tune({ upsampling: 'guided' });
    actions.applyTuningToAll();
    await settle();
    expect(tuning.opened.at(-1)).toBe('a');
    expect(tuning.openedPictures.at(-1)).toEqual(picture(7));
    expect(pairStore.metas.get('a')?.tuning.upsampling).toBe('guided');
  });

  it('leaves pairs alone whose picture cannot be read, and says so', async () => {
    const { actions, pairStore, messages } = await startStudio({ metas: ['a', 'b'].map((id) => pairMeta(id)) });
    pairStore.pictures.delete('a');
    actions.tune({ tau: 6 });
    actions.applyTuningToAll();
    await settle();
    expect(pairStore.metas.get('a')?.tuning.tau).toBe(DEFAULT_TUNING.tau);
    expect(messages()).toEqual(['1 of 2 pictures kept their own tuning. a cannot be read.']);
  });

  it('leaves pairs alone whose record record lacks a side, and says so', async () => {
    const { actions, pairStore, messages } = await startStudio({ metas: ['a', 'b', 'c'].map((id) => pairMeta(id)) });
    pairStore.records.set('a', record([8]));
    actions.tune({ tau: 6 });
    actions.applyTuningToAll();
    await settle();
    expect(pairStore.metas.get('a')?.tuning.tau).toBe(DEFAULT_TUNING.tau);
    expect(pairStore.metas.get('b')?.tuning.tau).toBe(6);
    expect(messages()).toEqual([
      '1 of 3 pictures kept their own tuning. Attention was recorded at other sides: 1 picture.',
    ]);
  });

  it('does not blame the records for masks that could not be made', async () => {
    const { actions, tuning, messages } = await startStudio({ metas: ['a', 'b', 'c', 'd'].map((id) => pairMeta(id)) });
    const { segment } = tuning;
    const broken = failure('worker-crashed', 'The mask worker stopped.');
    tuning.segment = async (id, settings) =>
      id === 'a' || id === 'c' ? { ok: false, error: broken } : segment(id, settings);
    actions.applyTuningToAll();
    await settle();
    expect(messages()).toEqual(['2 of 4 pictures kept their own tuning. The mask worker stopped.']);
  });

  it('names two reasons and counts what else there is', async () => {
    const { actions, pairStore, messages } = await startStudio({
      metas: ['a', 'b', 'c', 'd', 'e'].map((id) => pairMeta(id)),
    });
    for (const id of ['a', 'b', 'c']) pairStore.pictures.delete(id);
    pairStore.records.set('d', record([8]));
    actions.applyTuningToAll();
    await settle();
    expect(messages()).toEqual([
      '4 of 5 pictures kept their own tuning. Attention was recorded at other sides: 1 picture. a cannot be read. b cannot be read. Others failed, too: 1 picture.',
    ]);
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
