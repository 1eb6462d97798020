import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { VOC_20 } from '../core/prompt/voc-20.ts';
import { surveyPairs } from '../engine/export/survey.ts';
import { failure, settle } from '../studio/testing/samples.fixture.ts';
import { readyToGenerate, startStudio } from '../studio/testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Started = Awaited<ReturnType<typeof startStudio>>;

async function enqueueList({ actions, state }: Started, text: string): Promise<void> {
  actions.readListText(text);
  // What is imported when it is needed comes after a while of real time.
  await vi.waitFor(async () => {
    await settle(10);
    if (state().list?.phase !== 'read') throw new Error('not read yet');
  }, 20_000);
  actions.enqueueList('back');
  await settle();
}

/** The entries of an export of all that is stored. */
async function entriesOf({ pairStore }: Started) {
  const metas = await pairStore.list();
  const bytes = new Uint8Array(0);
  const pixels = { background: 1, void: 0, classes: {} };
  const { surveyed, skipped } = await surveyPairs({
    ids: metas.map(({ id }) => id),
    labelSet: VOC_20,
    sameMeaningIds: [],
    metas,
    work: {
      parallelCalls: 1,
      prepare: async () => ({ presence: [], pixels, editedPixels: 0, maskPng: bytes, edges: null, jpeg: bytes }),
    },
    throwIfCancelled: () => {},
    onPair: () => {},
  });
  expect(skipped).toEqual([]);
  return surveyed.map(({ entry }) => entry);
}

it('carries file names of lists through queue, reload and gallery to the files of an export', async () => {
  const first = await readyToGenerate();
  first.actions.setQueuePaused(true);
  first.actions.setSeedLocked(true);
  await enqueueList(first, 'caption,classes,filename\na cat,cat,my cat.jpg\na dog,dog,');
  await enqueueList(first, 'caption,classes,filename\na cat,cat,My cat.png');
  const { pairStore, queueStore } = first;
  expect([...queueStore.items.values()].map(({ fileName }) => fileName)).toEqual([
    'my cat.jpg',
    undefined,
    'My cat.png',
  ]);

  const next = await startStudio({ pairStore, queueStore, page: 'next' });
  next.actions.setQueuePaused(false);
  for (let i = 0; i < 3; i++) await next.engine.finish();
  const metas = [...pairStore.metas.values()];
  expect(metas.map(({ fileName }) => fileName)).toEqual(['my cat.jpg', undefined, 'My cat.png']);
  // Where the same is asked for twice, the name makes no other picture.
  expect(metas[0]?.settings).toEqual(metas[2]?.settings);
  for (const { settings } of metas) expect(settings).not.toHaveProperty('fileName');

  const entries = await entriesOf(next);
  const named = Object.fromEntries(entries.map(({ stem, fileName }) => [stem, fileName]));
  const time = entries.map(({ stem }) => stem).find((stem) => /^\d{8}-\d{9}_/.test(stem)) ?? '';
  expect(named).toEqual({ [time]: undefined, my_cat: 'my cat.jpg', 'My_cat-2': 'My cat.png' });
});

it('keeps the name of a picture that is tried again, also once it was taken out of the queue', async () => {
  const started = await readyToGenerate();
  const { actions, state, engine, pairStore } = started;
  const tryAgain = () =>
    actions.runNoticeAction(state().notices.find(({ action }) => action === 'Try again')?.id ?? '');
  for (const isTakenOut of [false, true]) {
    await enqueueList(started, `caption,classes,filename\na cat,cat,${isTakenOut}.jpg`);
    await engine.finish(failure('network'));
    expect(state().failedJobs).toHaveLength(1);
    if (isTakenOut) actions.removeFailed();
    tryAgain();
    await engine.finish();
  }
  expect([...pairStore.metas.values()].map(({ fileName }) => fileName)).toEqual(['false.jpg', 'true.jpg']);
});

it('gives the name to no other picture that is made with the settings of that pair', async () => {
  const started = await readyToGenerate();
  const { actions, state, engine, pairStore } = started;
  await enqueueList(started, 'caption,classes,filename\na cat,cat,mine.jpg');
  await engine.finish();
  const [made] = state().pairs;
  expect(made?.fileName).toBe('mine.jpg');
  actions.recall(made?.id ?? '');
  actions.generate();
  await engine.finish();
  const again = [...pairStore.metas.values()][1];
  expect(again?.settings.caption).toBe('a cat');
  expect(again).not.toHaveProperty('fileName');
});
