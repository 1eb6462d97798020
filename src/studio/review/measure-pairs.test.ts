import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { failure, pairMeta, picture, settle } from '../testing/samples.fixture.ts';
import { readyToGenerate, startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const flat = '0'.repeat(32);
/** As an older studio has stored them. */
const older = (id: string) => {
  const { places: _, ...meta } = pairMeta(id);
  return meta;
};

it('keeps the hash of a new picture, and where its classes lie', async () => {
  const { engine, actions, pairStore } = await readyToGenerate();
  actions.generate();
  await settle();
  await engine.finish();
  await settle(1000);
  // The fake mask has one pixel of the class τ · 10.
  const places = { [engine.requests[0]!.tuning.tau * 10]: expect.stringMatching(/^_A{255}$/) };
  expect([...pairStore.metas.values()]).toMatchObject([{ pictureHash: flat, places }]);
});

it('reads older pictures once for their hashes, and finds those that repeat', async () => {
  const { actions, state, pairStore } = await startStudio({ metas: ['a', 'b', 'c'].map(older) });
  await settle(1000);
  const repeats = () =>
    Object.values(state().flags).flatMap((flags) => flags.filter(({ kind }) => kind === 'near-duplicate'));
  expect(repeats()).toEqual([]);
  pairStore.pictures.delete('b');
  const read = vi.spyOn(pairStore, 'readPicture');
  actions.readPictures();
  expect(state().unreadPictures).toBe(3);
  await settle(1000);
  expect(state().unreadPictures).toBe(0);
  expect(pairStore.metas.get('a')?.pictureHash).toBe(flat);
  expect(pairStore.metas.get('b')?.pictureHash).toBeUndefined();
  expect(state().flags.c).toContainEqual({ kind: 'near-duplicate', of: 'a' });
  expect(repeats()).toHaveLength(1);
  actions.readPictures();
  await settle(1000);
  expect(read).toHaveBeenCalledTimes(3);
});

it('makes the masks of older pairs under their own tuning to know where classes lie', async () => {
  const { actions, state, pairStore, tuning, messages } = await startStudio({ metas: ['a', 'b', 'c'].map(older) });
  await settle(1000);
  const own = { ...pairMeta('a').tuning, tau: 3 };
  pairStore.metas.set('a', { ...older('a'), tuning: own });
  pairStore.records.delete('b');
  actions.measurePairs(['a', 'b', 'gone']);
  expect(state().measuring).toEqual({ done: 0, total: 3 });
  await settle(1000);
  expect(state().measuring).toBeNull();
  expect(Object.keys(pairStore.metas.get('a')?.places ?? {})).toHaveLength(1);
  expect(messages()).toEqual(['One picture could not be measured. b cannot be read.']);
  expect(tuning.calls.filter(({ recordId }) => recordId === 'a')).toHaveLength(1);
});

it('stops measuring when asked to, and tells a mask that cannot be made', async () => {
  const { actions, state, tuning, messages } = await startStudio({ metas: ['a', 'b', 'c'].map(older) });
  await settle(1000);
  tuning.held = true;
  actions.measurePairs(['a', 'b']);
  await settle();
  actions.stopMeasuring();
  tuning.failNext = failure('device-lost', 'The device is gone.');
  tuning.release();
  await settle();
  expect(state().measuring).toBeNull();
  expect(tuning.calls.at(-1)?.recordId).toBe('a');
  expect(messages()).toEqual(['One picture could not be measured. The device is gone.']);
});

it('notes a picture’s hash though the same pair is removed meanwhile', async () => {
  const { actions, state, pairStore } = await startStudio({ metas: [older('a'), older('b')] });
  await settle(1000);
  let answer = () => {};
  pairStore.readPicture = () =>
    new Promise((resolve) => {
      answer = () => resolve(picture());
    });
  actions.readPictures();
  actions.removePairs(['a']);
  answer();
  await settle();
  answer();
  await settle(1000);
  expect(state().pairs).toMatchObject([{ id: 'b', pictureHash: flat }]);
  expect(pairStore.updates.every(({ id }) => id === 'b')).toBe(true);
});
