import { expect, it, vi } from 'vitest';
import { createPairLibrary } from './pair-library.ts';
import { FakePairStore, failure, pairMeta, picture, record } from './studio-fixture.ts';

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
