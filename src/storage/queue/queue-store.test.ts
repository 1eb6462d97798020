import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../database.ts';
import { MemoryFileSystem } from '../memory-directory.fixture.ts';
import { openPairStore } from '../pairs/pair-store.ts';
import { smallMeta, smallPicture, smallRecord } from '../small-pair.fixture.ts';
import { localWriteLock } from '../write-lock.ts';
import { openQueueStore } from './queue-store.ts';
import { smallItem } from './small-queue.fixture.ts';

const estimate = async () => ({ usage: 900, quota: 1000 });
const open = () => openQueueStore({ estimate });
const idsOf = async () => (await (await open()).load()).items.map(({ id }) => id);

beforeEach(() => void vi.stubGlobal('indexedDB', new IDBFactory()));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('keeps items in their order, with all that makes them, through a reload', async () => {
  const failure = { code: 'device-lost', message: 'Lost.', details: { bytes: 3, names: ['a'] } } as const;
  const late = smallItem('late', { order: 2.5, failure, model: null, repetition: 3, fileName: 'my cat.jpg' });
  await (await open()).put([late, smallItem('early', { order: -1 })]);
  await (await open()).setPaused(true);
  expect(await (await open()).load()).toEqual({
    items: [smallItem('early', { order: -1 }), late],
    isPaused: true,
    unreadable: 0,
  });
});

it('changes what is there, and brings nothing back that was removed', async () => {
  const store = await open();
  await store.put([smallItem('a'), smallItem('b', { order: 2 })]);
  await store.remove(['a', 'unknown']);
  await store.update([smallItem('a', { order: 5 }), smallItem('b', { order: 7 })]);
  expect((await store.load()).items).toEqual([smallItem('b', { order: 7 })]);
});

it('lets an item go with the row of its pair, in one transaction', async () => {
  const store = await open();
  await store.put(['a', 'b', 'c'].map((id) => smallItem(id)));
  const pairs = await openPairStore({ storage: new MemoryFileSystem(), lock: localWriteLock() });
  await pairs.put(smallMeta('a'), smallPicture(), smallRecord());
  expect(await idsOf()).toEqual(['b', 'c']);

  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError');
  });
  await expect(pairs.put(smallMeta('b'), smallPicture(), smallRecord())).rejects.toMatchObject({
    code: 'storage-full',
  });
  expect(await idsOf()).toEqual(['b', 'c']);
});

it('lets an item go with the removal of a pair that there was no room for', async () => {
  await (await open()).put(['a', 'b'].map((id) => smallItem(id)));
  const disk = new MemoryFileSystem();
  const pairs = await openPairStore({ storage: disk, lock: localWriteLock() });
  disk.quotaBytes = 0;
  await expect(pairs.put(smallMeta('a'), smallPicture(), smallRecord())).rejects.toMatchObject({
    code: 'storage-full',
  });
  expect(await idsOf()).toEqual(['a', 'b']);
  await pairs.remove(['a']);
  expect(await idsOf()).toEqual(['b']);
});

it('does not list what is in the gallery already, wherever its row came from', async () => {
  const pairs = await openPairStore({ storage: new MemoryFileSystem(), lock: localWriteLock() });
  await pairs.put(smallMeta('a'), smallPicture(), smallRecord());
  await (await open()).put([smallItem('a'), smallItem('b')]);
  expect(await (await open()).load()).toMatchObject({ items: [{ id: 'b' }], unreadable: 0 });
  expect(await (await openDatabase()).getAllKeys('queue')).toEqual(['b']);
});

it('upgrades a gallery from before there was a queue, and keeps it', async () => {
  const old = await openDB('dataset-diffusion-studio', 1, {
    upgrade(database) {
      database.createObjectStore('pairs', { keyPath: 'id' }).createIndex('createdAt', 'createdAt');
      database.createObjectStore('settings');
    },
  });
  await old.put('pairs', smallMeta('a'));
  old.close();
  await (await open()).put([smallItem('b')]);
  expect(await idsOf()).toEqual(['b']);
  expect(await (await openDatabase()).getAll('pairs')).toEqual([smallMeta('a')]);
});

it('says why nothing could be stored', async () => {
  const store = await open();
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError');
  });
  await expect(store.put([smallItem('a')])).rejects.toMatchObject({ code: 'storage-full' });
});

describe('rows that cannot be read', () => {
  it('are dropped and counted; the others stay', async () => {
    const database = await openDatabase();
    await (await open()).put([smallItem('good')]);
    for (const row of [
      { id: 'no-settings' },
      { ...smallItem('bad-order'), order: Number.NaN },
      { ...smallItem('bad-name'), fileName: 5 },
    ]) {
      await database.put('queue', row);
    }
    expect(await (await open()).load()).toEqual({ items: [smallItem('good')], isPaused: false, unreadable: 3 });
    expect(await database.getAllKeys('queue')).toEqual(['good']);
  });

  it('never stop the others from being read, whatever they hold', async () => {
    const database = await openDatabase();
    const store = await open();
    await store.put([smallItem('good')]);
    const keys = Object.keys(smallItem('x', { fileName: 'x' })).filter((key) => key !== 'id');
    const row = fc.record({ key: fc.constantFrom(...keys), value: fc.anything({ maxDepth: 2 }) });
    await fc.assert(
      fc.asyncProperty(row, async ({ key, value }) => {
        const stored = await database.put('queue', { ...smallItem('bad'), [key]: value }).catch(() => null);
        const { items, unreadable } = await store.load();
        expect(items.map(({ id }) => id)).toContain('good');
        expect(items.length + unreadable).toBe(stored === null ? 1 : 2);
        await store.remove(['bad']);
      }),
      { numRuns: 300 },
    );
  });
});
