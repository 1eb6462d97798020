import { describe, expect, it, vi } from 'vitest';
import { createMemoryPairStore } from '../../storage/memory-pair-store.ts';
import { failure, pairMeta, picture, record } from '../testing/samples.fixture.ts';
import { FakePairStore } from '../testing/studio-fixture.ts';
import { createPairLibrary } from './pair-library.ts';

it('does not lose a change that comes while an unsaved pair is stored', async () => {
  const store = new FakePairStore();
  const library = createPairLibrary(store);
  store.putFailure = failure('storage-full');
  expect(await library.add(pairMeta('a'), picture(), record())).toEqual(failure('storage-full'));
  expect(library.unsavedCount()).toBe(1);
  store.putFailure = null;
  const saving = library.saveAgain();
  await library.update('a', { review: 'accepted' });
  expect(await saving).toBeNull();
  expect(store.metas.get('a')?.review).toBe('accepted');
  expect(library.unsavedCount()).toBe(0);
});

it('keeps a pair in memory also when storing it meets a bug', async () => {
  const store = new FakePairStore();
  const library = createPairLibrary(store);
  vi.spyOn(store, 'put').mockRejectedValueOnce(new TypeError('bug'));
  await expect(library.add(pairMeta('a'), picture(3), record())).rejects.toThrow('bug');
  expect((await library.readPicture('a')).rgba[0]).toBe(3);
});

it('removes unsaved and stored pairs alike', async () => {
  const store = new FakePairStore([pairMeta('stored')]);
  const library = createPairLibrary(store);
  store.putFailure = failure('storage-full');
  await library.add(pairMeta('unsaved'), picture(), record());
  await library.remove(['unsaved', 'stored']);
  expect(library.unsavedCount()).toBe(0);
  expect(store.metas.size).toBe(0);
});

describe('while a pair is being stored', () => {
  it('does not store it a second time', async () => {
    const { store, library, release } = slowLibrary();
    const saving = [library.add(pairMeta('a'), picture(), record()), library.saveAgain()];
    release();
    expect(await Promise.all(saving)).toEqual([null, null]);
    expect(store.put).toHaveBeenCalledOnce();
    expect(library.unsavedCount()).toBe(0);
  });

  it('is not brought back by its storing when it is removed', async () => {
    const { store, library, release } = slowLibrary();
    const saving = library.add(pairMeta('a'), picture(), record());
    const removing = library.remove(['a']);
    release();
    await Promise.all([saving, removing]);
    expect(await store.list()).toEqual([]);
    expect(library.unsavedCount()).toBe(0);
  });
});

/** A library on a store that refuses a second pair of the same id, and that stores nothing before `release`. */
function slowLibrary() {
  const store = createMemoryPairStore();
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const put = store.put;
  vi.spyOn(store, 'put').mockImplementation(async (...pair) => {
    await released;
    await put(...pair);
  });
  return { store, library: createPairLibrary(store), release };
}
