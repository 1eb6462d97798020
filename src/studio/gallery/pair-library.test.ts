import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../core/errors.ts';
import { createMemoryPairStore } from '../../storage/pairs/memory-pair-store.ts';
import { smallItem } from '../../storage/queue/small-queue.fixture.ts';
import { FakeQueueStore } from '../testing/fake-queue.fixture.ts';
import { FakePairStore } from '../testing/fake-stores.fixture.ts';
import { failure, pairMeta, picture, record, settle } from '../testing/samples.fixture.ts';
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

it('takes an unsaved pair out of the queue with it: the next page would make it again', async () => {
  const store = new FakePairStore();
  store.queue = new FakeQueueStore();
  await store.queue.put([smallItem('unsaved'), smallItem('other')]);
  store.putFailure = failure('storage-full');
  const library = createPairLibrary(store);
  await library.add(pairMeta('unsaved'), picture(), record());
  expect(store.queue.items.has('unsaved')).toBe(true);
  await library.remove(['unsaved']);
  expect([...store.queue.items.keys()]).toEqual(['other']);
});

it('keeps an unsaved pair whose row in the queue cannot be removed', async () => {
  const store = new FakePairStore();
  store.putFailure = failure('storage-full');
  const library = createPairLibrary(store);
  await library.add(pairMeta('unsaved'), picture(3), record());
  vi.spyOn(store, 'remove').mockRejectedValueOnce(new StudioError(failure('storage-unavailable')));
  await expect(library.remove(['unsaved'])).rejects.toMatchObject({ code: 'storage-unavailable' });
  expect((await library.list()).map(({ id }) => id)).toEqual(['unsaved']);
  expect((await library.readPicture('unsaved')).rgba[0]).toBe(3);
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

describe('a list that is read while', () => {
  /** A store that answers `list` when it is told to, with what it held when it was asked, or then. */
  function listening(store = new FakePairStore([pairMeta('a')])) {
    let answer = () => {};
    const told = new Promise<void>((resolve) => {
      answer = resolve;
    });
    return { store, library: createPairLibrary(store), answer, told, plain: store.list };
  }
  const idsOf = async (list: Promise<{ id: string }[]>) => (await list).map(({ id }) => id);

  it('a pair is stored has it once, whichever storage read first', async () => {
    const { store, library, answer, told, plain } = listening();
    store.list = async () => {
      const before = await plain();
      await told;
      return before;
    };
    const stored = library.add(pairMeta('b'), picture(), record());
    const first = library.list();
    expect(await stored).toBeNull();
    answer();
    expect(await idsOf(first)).toEqual(['b', 'a']);

    const put = store.put;
    store.list = plain;
    store.put = async (...pair) => {
      await put(...pair);
      await new Promise(() => {});
    };
    void library.add(pairMeta('c'), picture(), record());
    await Promise.resolve();
    expect(await idsOf(library.list())).toEqual(['c', 'a', 'b']);
  });

  it('a pair is removed does not have it', async () => {
    const { store, library, answer, told, plain } = listening();
    store.list = async () => {
      const before = await plain();
      await told;
      return before;
    };
    const listed = library.list();
    await library.remove(['a']);
    answer();
    expect(await idsOf(listed)).toEqual([]);
  });
});

describe('storage that does not answer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const hung = expect.objectContaining({
    code: 'storage-unavailable',
    message: expect.stringContaining('60 seconds'),
  });

  it('keeps the pair in memory after a minute, and holds up no other', async () => {
    const { library, release, store } = slowLibrary();
    const added = library.add(pairMeta('a'), picture(), record());
    await settle(60_000);
    expect(await added).toEqual(hung);
    expect(library.unsavedCount()).toBe(1);
    vi.mocked(store.put).mockRestore();
    expect(await library.add(pairMeta('b'), picture(), record())).toBeNull();

    // It wakes: the pair is stored once, as it is by now.
    await library.update('a', { review: 'accepted' });
    release();
    await settle();
    expect(await store.list()).toMatchObject([{ id: 'a', review: 'accepted' }, { id: 'b' }]);
    expect(library.unsavedCount()).toBe(0);
  });

  it('is waited for again by the same put', async () => {
    const { library, release, store } = slowLibrary();
    void library.add(pairMeta('a'), picture(), record());
    await settle(60_000);
    const saving = library.saveAgain();
    await settle(1000);
    release();
    expect(await saving).toBeNull();
    expect(store.put).toHaveBeenCalledOnce();
  });

  it('does not bring back a pair that was removed meanwhile', async () => {
    const { library, release, store } = slowLibrary();
    void library.add(pairMeta('a'), picture(), record());
    await settle(60_000);
    await library.remove(['a']);
    release();
    await settle();
    expect(await store.list()).toEqual([]);
  });

  it('fails a change and a removal in words', async () => {
    const store = new FakePairStore([pairMeta('a')]);
    const library = createPairLibrary(store);
    store.update = store.remove = () => new Promise(() => {});
    for (const work of [() => library.update('a', { review: 'accepted' }), () => library.remove(['a'])]) {
      const failed = expect(work()).rejects.toEqual(hung);
      await settle(60_000);
      await failed;
    }
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
