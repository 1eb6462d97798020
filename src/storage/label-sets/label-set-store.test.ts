import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { COCO_80 } from '../../core/prompt/coco-80.ts';
import { ownLabelSet } from '../../core/prompt/label-sets/own-label-set.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { openDatabase } from '../database.ts';
import { createMemoryLabelSetStore, openLabelSetStore } from './label-set-store.ts';
import type { LabelSetStore, StoredLabelSet } from './types.ts';

const pets: StoredLabelSet = {
  set: ownLabelSet('Pets', VOC_20.classes.slice(7, 12)),
  createdAt: '2026-11-22T10:00:00.000Z',
  isRetired: false,
};
const kitchen: StoredLabelSet = {
  set: ownLabelSet('Küche', COCO_80.classes.slice(40, 50)),
  createdAt: '2026-11-21T10:00:00.000Z',
  isRetired: false,
};
const open = () => openLabelSetStore({ estimate: async () => ({ usage: 10, quota: 10 }) });

beforeEach(() => vi.stubGlobal('indexedDB', new IDBFactory()));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it.each<[string, () => Promise<LabelSetStore>]>([
  ['in IndexedDB', open],
  ['in memory', async () => createMemoryLabelSetStore()],
])('keeps every version under its id, in the order of their time, %s', async (_, openStore) => {
  const store = await openStore();
  expect(await store.load()).toEqual({ sets: [], problem: null });
  await store.put([pets, kitchen]);
  expect(await store.load()).toEqual({ sets: [kitchen, pets], problem: null });
  await store.put([{ ...pets, isRetired: true }]);
  expect((await store.load()).sets).toEqual([kitchen, { ...pets, isRetired: true }]);
});

it('is there after a reload', async () => {
  await (await open()).put([pets]);
  expect((await (await open()).load()).sets).toEqual([pets]);
});

it('takes up a gallery from before there were label sets', async () => {
  const old = await openDB('dataset-diffusion-studio', 1, {
    upgrade(database) {
      database.createObjectStore('pairs', { keyPath: 'id' }).createIndex('createdAt', 'createdAt');
      database.createObjectStore('settings');
    },
  });
  await old.put('pairs', { id: 'a', createdAt: '2026-11-22T10:00:00.000Z' });
  old.close();
  await (await open()).put([pets]);
  expect((await (await open()).load()).sets).toEqual([pets]);
  expect(await (await openDatabase()).count('pairs')).toBe(1);
});

it.each<[string, object]>([
  ['is no set', { set: null }],
  ['holds other classes than its id says', { set: { ...pets.set, classes: pets.set.classes.slice(1) } }],
  ['breaks a rule', { set: { ...pets.set, classes: [] } }],
  ['is of a later version', { version: 2 }],
])('gives the rest where a row %s, says so, and leaves the row', async (_, broken) => {
  const store = await open();
  await store.put([pets, kitchen]);
  const database = await openDatabase();
  await database.put('labelSets', { ...(await database.get('labelSets', pets.set.id))!, ...broken });
  const { sets, problem } = await store.load();
  expect(sets).toEqual([kitchen]);
  expect(problem).toMatch(/^A label set of yours could not be read/);
  expect(await database.count('labelSets')).toBe(2);
});

it('stores all or none, and says so where storage is full', async () => {
  const store = await open();
  const add = vi.spyOn(IDBObjectStore.prototype, 'put');
  add.mockImplementationOnce(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  await expect(store.put([pets, kitchen])).rejects.toMatchObject({ code: 'storage-full' });
  add.mockRestore();
  expect((await store.load()).sets).toEqual([]);
});
