import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AttentionRecord } from '../../core/attention/types.ts';
import { MAX_TAU } from '../../core/attention/types.ts';
import { StudioError } from '../../core/errors.ts';
import { pairClassIds } from '../../core/pair-classes.ts';
import type { PairMeta } from '../../storage/types.ts';
import { DEFAULT_TUNING } from '../settings/defaults.ts';
import { engineInfo, FakeEngine } from '../testing/fake-engine.fixture.ts';
import { FakePairStore } from '../testing/fake-stores.fixture.ts';
import { segmentation } from '../testing/fake-tuning.fixture.ts';
import { failure, pairMeta, picture, settle } from '../testing/samples.fixture.ts';
import { readyToGenerate, startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const [CAT, CHAIR, COW] = [8, 9, 10];

/** A record of one column a class, side 1. */
const recordOf = (...classIds: number[]): AttentionRecord => ({
  ...{ version: 1, classIds, positions: 32, windowBins: 4, crossSides: [8] },
  columns: classIds.map((_, classIndex) => ({ classIndex, crossSide: 8, bin: 0, softmax: 'all', weight: 1 })),
  stacks: [{ selfSide: 16, data: new Float32Array((MAX_TAU + 1) * 256 * classIds.length).fill(classIds[0] ?? 0) }],
});

const meta = (change: Partial<PairMeta> = {}) =>
  pairMeta('a', {
    provenance: { modelId: 'm', modelSha256: 's', prompt: 'a cat; cat' } as PairMeta['provenance'],
    ...{ width: 128, height: 128, tuning: { ...DEFAULT_TUNING, crossSides: [8], selfSide: 16 } },
    ...change,
  });

async function withPair(change: { meta?: Partial<PairMeta>; engine?: FakeEngine; record?: AttentionRecord } = {}) {
  const pairStore = new FakePairStore();
  await pairStore.put(meta(change.meta), picture(5), change.record ?? recordOf(CAT));
  const studio = await startStudio({ pairStore, ...(change.engine && { engine: change.engine }) });
  studio.tuning.segment = vi.fn(async (_id, tuning) => ({
    ok: true as const,
    value: { ...segmentation(tuning), mask: Uint8Array.of(CHAIR) },
  }));
  studio.actions.selectPair('a');
  await settle();
  const press = (label: string) => {
    const notice = studio.state().notices.find(({ action }) => action === label);
    if (!notice) throw new Error(`No notice has ${label}`);
    studio.actions.runNoticeAction(notice.id);
    return settle(200);
  };
  const pair = () => studio.state().pairs[0] as PairMeta;
  return { ...studio, pair, press };
}

const ONE_SIZE = { ...engineInfo().model.sizes, usual: { width: 512, height: 512 }, isFree: false, step: null };

describe('a class for a finished picture', () => {
  it('is captured with the picture’s own classes, stored beside its record, and shown', async () => {
    const { actions, state, engine, pairStore, pair, tuning, messages } = await withPair();
    const opened = vi.spyOn(tuning, 'open');
    actions.addClassesTo('a', [CHAIR]);
    await settle();
    expect(state().adding).toMatchObject({ pairId: 'a', names: ['chair'], phase: 'waiting' });
    expect(engine.additions[0]).toMatchObject({
      prompt: 'a cat; cat',
      settings: pair().settings,
      layout: { positions: 32, windowBins: 4, crossSides: [8], selfSides: [16] },
    });
    expect(engine.additions[0]?.classes.map(({ name }) => name)).toEqual(['cat']);
    expect(engine.additions[0]?.added.map(({ name }) => name)).toEqual(['chair']);
    const { jobId } = engine.additions[0]!;
    engine.emitAdding({ kind: 'encoding', jobId });
    engine.emitAdding({ kind: 'step', jobId, step: 3, steps: 8, stepMs: 1, remainingMs: 5 });
    expect(state().adding).toMatchObject({ phase: 'capturing', step: 3, steps: 8, remainingMs: 5 });

    await engine.finishAdding(recordOf(CHAIR));
    expect(state().adding).toBeNull();
    expect(pair().addedClasses).toMatchObject([{ classId: CHAIR, capture: { modelId: 'm' } }]);
    expect(pair().settings.classIds).toEqual([CAT]);
    expect(pairStore.metas.get('a')).toMatchObject({ addedClasses: pair().addedClasses, pixels: pair().pixels });
    expect(pairStore.records.get('a')?.classIds).toEqual([CAT, CHAIR]);
    expect(opened.mock.calls.at(-1)?.[1].classIds).toEqual([CAT, CHAIR]);
    expect(messages()).toEqual(['Added to the mask: chair.']);
  });

  it('is taken out again, and put back by Undo, without the model', async () => {
    const { actions, engine, pairStore, pair, press } = await withPair();
    actions.addClassesTo('a', [CHAIR]);
    await settle();
    await engine.finishAdding(recordOf(CHAIR));
    const [added] = pair().addedClasses ?? [];
    actions.soloClass(CHAIR);
    await press('Undo');
    expect(pair().addedClasses).toEqual([]);
    expect(pairStore.records.get('a')).toEqual(recordOf(CAT));
    await press('Undo');
    expect(pair().addedClasses).toMatchObject([{ classId: CHAIR, capture: added?.capture }]);
    expect(pairStore.records.get('a')?.classIds).toEqual([CAT, CHAIR]);
    expect(engine.additions).toHaveLength(1);
    actions.dropAddedClass('a', CHAIR);
    await settle();
    expect(pair().addedClasses).toEqual([]);
  });

  it('that was added goes into the class prompt of the next one, and is not offered again', async () => {
    const { actions, engine, state } = await withPair();
    actions.addClassesTo('a', [CHAIR]);
    await settle();
    await engine.finishAdding(recordOf(CHAIR));
    actions.addClassesTo('a', [COW]);
    await settle();
    expect(engine.additions[1]?.classes.map(({ name }) => name)).toEqual(['cat', 'chair']);
    await engine.finishAdding(recordOf(COW));
    expect(state().pairs[0]?.addedClasses?.map(({ classId }) => classId)).toEqual([CHAIR, COW]);
  });

  it('keeps review, tuning and edits of the pair', async () => {
    const { actions, engine, pair } = await withPair({ meta: { review: 'accepted' } });
    actions.tune({ tau: 2 });
    actions.addClassesTo('a', [CHAIR]);
    await settle();
    const before = pair();
    await engine.finishAdding(recordOf(CHAIR));
    expect(pair()).toMatchObject({ review: 'accepted', tuning: before.tuning, settings: before.settings });
    expect(pair().provenance).toEqual(before.provenance);
  });

  it('waits behind a picture, and can be left at once', async () => {
    const pairStore = new FakePairStore();
    await pairStore.put(meta(), picture(5), recordOf(CAT));
    const { actions, engine, state } = await readyToGenerate({ pairStore });
    actions.generate();
    await settle();
    actions.addClassesTo('a', [CHAIR]);
    await settle();
    actions.stopAdding();
    await settle();
    expect(state().adding).toBeNull();
    expect(engine.cancelled).toEqual([engine.additions[0]?.jobId]);
    expect(state().pairs.find(({ id }) => id === 'a')?.addedClasses).toBeUndefined();
  });

  it('that is stopped while it is captured changes nothing, also where its maps came at the same moment', async () => {
    for (const late of [false, true]) {
      const { actions, engine, pair, messages } = await withPair();
      actions.addClassesTo('a', [CHAIR]);
      await settle();
      engine.emitAdding({ kind: 'encoding', jobId: engine.additions[0]!.jobId });
      if (late) engine.cancel = async () => {};
      actions.stopAdding();
      if (late) await engine.finishAdding(recordOf(CHAIR));
      await settle();
      expect(pair().addedClasses).toBeUndefined();
      expect(messages()).toEqual([]);
    }
  });

  it('that storage refuses is kept until it can be saved', async () => {
    const { actions, engine, pair, pairStore, messages, press } = await withPair();
    const addClasses = vi.spyOn(pairStore, 'addClasses');
    addClasses.mockRejectedValueOnce(new StudioError(failure('storage-full', 'The disk is full.')));
    actions.addClassesTo('a', [CHAIR]);
    await settle();
    await engine.finishAdding(recordOf(CHAIR));
    expect(messages()).toEqual(['The disk is full.']);
    expect(pair().addedClasses).toBeUndefined();
    await press('Save again');
    expect(pair().addedClasses).toMatchObject([{ classId: CHAIR }]);
    expect(engine.additions).toHaveLength(1);
  });

  it('that cannot be captured is told with the reason, and can be tried again', async () => {
    const { actions, engine, pair, messages, press } = await withPair();
    actions.addClassesTo('a', [CHAIR]);
    await settle();
    await engine.finishAdding(failure('settings-invalid', 'Other sides.'));
    expect(messages()).toEqual(['Nothing was added. Other sides.']);
    await press('Try again');
    await engine.finishAdding(recordOf(CHAIR));
    expect(pair().addedClasses).toHaveLength(1);
  });

  it.each([
    ['no picture encoder', engineInfo({ hasPictureEncoder: false }), {}, /no picture encoder/],
    ['another size', engineInfo({ sizes: ONE_SIZE }), {}, /512×512, and this one has 128×128/],
    ['other sides', engineInfo({ selfSides: [64] }), {}, /attention at other sides/],
    [
      'an unknown label set',
      engineInfo(),
      { settings: { ...meta().settings, labelSetId: 'gone' } },
      /label set \(gone\)/,
    ],
  ])('is refused in words: %s', async (_name, info, change, message) => {
    const engine = new FakeEngine();
    engine.startResult = { ok: true, value: info };
    const { actions, messages, state } = await withPair({ engine, meta: change });
    actions.addClassesTo('a', [CHAIR]);
    await settle();
    expect(messages().join()).toMatch(message);
    expect([engine.additions, state().adding]).toEqual([[], null]);
  });

  it('that is none is a word with a heatmap: no pixel, no place among the pair’s classes, and it goes again', async () => {
    const { actions, engine, pair, pairStore, messages, state } = await withPair();
    actions.addClassesTo('a', [], ['grass', 'sky']);
    await settle();
    expect(state().adding?.names).toEqual(['grass', 'sky']);
    expect(engine.additions[0]?.added.map(({ id, promptName }) => [id, promptName])).toEqual([
      [256, 'grass'],
      [257, 'sky'],
    ]);
    await engine.finishAdding(recordOf(256, 257));
    expect(messages()).toEqual(['Added to the heatmaps: grass, sky.']);
    expect(pair().addedClasses).toMatchObject([
      { classId: 256, word: 'grass' },
      { classId: 257, word: 'sky' },
    ]);
    expect(pairClassIds(pair())).toEqual([CAT]);
    expect(pairStore.records.get('a')?.classIds).toEqual([CAT, 256, 257]);
    // The next class competes with the pair's classes; words are not among them.
    actions.addClassesTo('a', [CHAIR]);
    await settle();
    expect(engine.additions[1]?.classes.map(({ name }) => name)).toEqual(['cat']);
    await engine.finishAdding(recordOf(CHAIR));
    actions.dropAddedClass('a', 256);
    await settle();
    expect(pair().addedClasses?.map(({ classId }) => classId)).toEqual([257, CHAIR]);
    expect(messages()).toContain('Taken out: grass.');
  });

  it('that another tab has added meanwhile is not added twice', async () => {
    const { actions, engine, pairStore, messages } = await withPair();
    actions.addClassesTo('a', [CHAIR]);
    await settle();
    pairStore.records.set('a', recordOf(CAT, CHAIR));
    await engine.finishAdding(recordOf(CHAIR));
    expect(messages()).toEqual([expect.stringMatching(/another tab has added it since. Nothing was overwritten/)]);
    expect(pairStore.records.get('a')?.classIds).toEqual([CAT, CHAIR]);
  });

  it('from another tab is shown here', async () => {
    const { otherTabs, pair, pairStore, tuning } = await withPair();
    const opened = vi.spyOn(tuning, 'open');
    pairStore.records.set('a', recordOf(CAT, CHAIR));
    const addedClasses = [{ classId: CHAIR, revision: 'r1', capture: {} as never }];
    otherTabs.hear({ kind: 'changed', id: 'a', change: { addedClasses } });
    await settle();
    expect(pair().addedClasses).toEqual(addedClasses);
    expect(opened.mock.calls.at(-1)?.[1].classIds).toEqual([CAT, CHAIR]);
  });

  it('whose columns are lost can be taken out all the same', async () => {
    const { actions, pair, pairStore, engine } = await withPair();
    actions.addClassesTo('a', [CHAIR]);
    await settle();
    await engine.finishAdding(recordOf(CHAIR));
    const readRecord = vi.spyOn(pairStore, 'readRecord');
    readRecord.mockRejectedValueOnce(new StudioError(failure('record-corrupt')));
    actions.dropAddedClass('a', CHAIR);
    await settle();
    expect(pair().addedClasses).toEqual([]);
  });
});
