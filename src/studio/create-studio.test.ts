import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { VOC_20 } from '../core/prompt/voc-20.ts';
import { FakePairStore } from './testing/fake-stores.fixture.ts';
import { pairMeta, settle } from './testing/samples.fixture.ts';
import { startStudio } from './testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('refuses a label set that masks cannot hold', async () => {
  const labelSet = { ...VOC_20, classes: VOC_20.classes.map((entry) => ({ ...entry, id: 255 })) };
  await expect(startStudio({ labelSet })).rejects.toMatchObject({ code: 'settings-invalid' });
});

it('reads a thumbnail again when its pair is opened', async () => {
  const { studio, actions, pairStore } = await startStudio({ metas: [pairMeta('a'), pairMeta('b')] });
  const stored = pairStore.pictures.get('a')!;
  pairStore.pictures.delete('a');
  studio.pixels.thumbnail('a');
  await settle();
  pairStore.pictures.set('a', stored);
  expect(studio.pixels.thumbnail('a')).toBeNull();
  actions.selectPair('a');
  await settle();
  expect(studio.pixels.thumbnail('a')).not.toBeNull();
});

it.each([
  [1, 'One picture of the gallery cannot be read by this studio and is not shown.'],
  [3, '3 pictures of the gallery cannot be read by this studio and are not shown.'],
])('says that rows of the gallery cannot be read, and shows the others: %i', async (count, words) => {
  const pairStore = new FakePairStore([pairMeta('a')]);
  pairStore.unreadableRows = count;
  const { state, messages } = await startStudio({ pairStore });
  await settle();
  expect(state().pairs.map(({ id }) => id)).toEqual(['a']);
  expect(messages()).toEqual([expect.stringContaining(words)]);
});
