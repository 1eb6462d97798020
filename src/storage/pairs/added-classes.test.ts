import { describe, expect, it } from 'vitest';
import { appendClasses } from '../../core/attention/append-columns.ts';
import { tellingPairStore } from '../other-tabs.ts';
import { smallCapture, smallColumns, smallMeta, smallPicture, smallRecord } from '../small-pair.fixture.ts';
import type { ClassesWrite, PairNews, PairStore } from '../types.ts';
import { localWriteLock } from '../write-lock.ts';
import { openPairStore } from './pair-store.ts';
import {
  disk,
  emptyStorage,
  emptyStorageForEachTest,
  endPageAt,
  failure,
  openStore,
  PAIR_STORES,
} from './stored-pairs.fixture.ts';

const files = () => [...disk.files.keys()].filter((name) => name.endsWith('.classes'));
const pixels = { background: 1, void: 1, classes: { 8: 2, 9: 2 } };

const write = (revision: string, ...classIds: number[]): ClassesWrite => ({
  ...{ classes: classIds.map((classId) => ({ classId, capture: smallCapture })), record: smallColumns(...classIds) },
  ...{ revision, change: { pixels } },
});
const rowOf = async (store: PairStore) => (await store.list())[0];

emptyStorageForEachTest();

describe.each(PAIR_STORES)('classes that are added to a pair, %s', (_name, open) => {
  it('are read after its own, whose columns stay as they are, and the row names them', async () => {
    const store = await open();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    const added = await store.addClasses('a', write('r1', 9, 12));
    expect(added).toEqual([
      { classId: 9, capture: smallCapture, revision: 'r1' },
      { classId: 12, capture: smallCapture, revision: 'r1' },
    ]);
    expect(await store.readRecord('a')).toEqual(appendClasses(smallRecord(), smallColumns(9, 12)));
    expect(await rowOf(store)).toEqual({ ...smallMeta('a'), pixels, addedClasses: added });
    await store.addClasses('a', write('r2', 15));
    expect((await store.readRecord('a')).classIds).toEqual([8, 9, 12, 15]);
  });

  it('are taken out again one by one, and can be added anew', async () => {
    const store = await open();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    await store.addClasses('a', write('r1', 9, 12));
    const { pixels: before } = smallMeta('a');
    const left = await store.dropClasses('a', [9], { pixels: before });
    expect(left.map(({ classId }) => classId)).toEqual([12]);
    expect(await store.readRecord('a')).toEqual(appendClasses(smallRecord(), smallColumns(12)));
    expect((await rowOf(store))?.pixels).toEqual(before);
    expect(await store.dropClasses('a', [8, 12, 13], {})).toEqual([]);
    expect(await store.readRecord('a')).toEqual(smallRecord());
    await store.addClasses('a', write('r2', 9));
    expect(await store.readRecord('a')).toEqual(appendClasses(smallRecord(), smallColumns(9)));
  });

  it('are not added twice, by whomever, and not to a pair that is gone', async () => {
    const store = await open();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    await store.addClasses('a', write('r1', 9));
    for (const ids of [[8], [9], [12, 9]]) {
      await expect(store.addClasses('a', write('r2', ...ids))).rejects.toThrow(failure('edited-elsewhere'));
    }
    expect((await store.readRecord('a')).classIds).toEqual([8, 9]);
    await expect(store.addClasses('b', write('r1', 9))).rejects.toThrow(failure('record-corrupt'));
    await expect(store.dropClasses('b', [9], {})).rejects.toThrow(failure('record-corrupt'));
  });
});

describe('stored columns of added classes', () => {
  async function withClass() {
    const store = await openStore();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    await store.addClasses('a', write('r1', 9));
    return store;
  }

  it('are files beside the record, which is never written anew, and go with the last of their classes', async () => {
    const store = await withClass();
    const own = disk.files.get('pairs/a.record');
    await store.addClasses('a', write('r2', 12, 15));
    expect(files()).toEqual(['pairs/a.r1.classes', 'pairs/a.r2.classes']);
    await store.dropClasses('a', [12], {});
    await store.list();
    expect(files()).toEqual(['pairs/a.r1.classes', 'pairs/a.r2.classes']);
    await store.dropClasses('a', [15], {});
    expect(files()).toEqual(['pairs/a.r1.classes']);
    expect(disk.files.get('pairs/a.record')).toBe(own);
    await store.remove(['a']);
    expect([...disk.files.keys()]).toEqual([]);
  });

  it('are read by parts, as the record is', async () => {
    const store = await withClass();
    const part = { selfSide: 3, crossSides: [2], window: [0, 0], softmax: 'all' } as const;
    const whole = await store.readRecord('a');
    const read = await store.readRecord('a', part);
    expect(read.stacks.map(({ selfSide }) => selfSide)).toEqual([3]);
    expect(read.classIds).toEqual([8, 9]);
    expect(read.columns.every(({ softmax }) => softmax === 'all')).toBe(true);
    const [own, added] = [0, 2].map((column) => whole.columns[column]);
    expect(read.columns).toEqual([own, added]);
  });

  it('are as before or as after wherever a page is ended while a class is added', async () => {
    for (const moment of ['file', 'row'] as const) {
      emptyStorage();
      const store = await withClass();
      await endPageAt(moment, () => store.addClasses('a', write('r2', 12)));
      const next = await openPairStore({ storage: disk, lock: localWriteLock() });
      expect((await next.readRecord('a')).classIds).toEqual([8, 9]);
      await next.list();
      expect(files(), moment).toEqual(['pairs/a.r1.classes']);
    }
  });

  it('without room for them fail as storage-full, and the pair stays as it was', async () => {
    const store = await withClass();
    const before = await rowOf(store);
    disk.quotaBytes = [...disk.files.values()].reduce((sum, bytes) => sum + bytes.length, 0) + 10;
    await expect(store.addClasses('a', write('r2', 12))).rejects.toThrow(failure('storage-full'));
    expect(await rowOf(store)).toEqual(before);
    expect(files()).toEqual(['pairs/a.r1.classes']);
  });

  it('that are lost are told with the way out, which needs no record to be read', async () => {
    const store = await withClass();
    disk.files.delete('pairs/a.r1.classes');
    await expect(store.readRecord('a')).rejects.toThrow('Remove the added class and add it again');
    await store.dropClasses('a', [9], {});
    expect(await store.readRecord('a')).toEqual(smallRecord());
  });

  it('are told to other tabs once they are stored', async () => {
    const told: PairNews[] = [];
    const otherTabs = { tell: (news: PairNews) => void told.push(news), onNews: () => {} };
    const store = tellingPairStore(await openStore(), otherTabs);
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    const addedClasses = await store.addClasses('a', write('r1', 9));
    await store.dropClasses('a', [9], {});
    expect(told.slice(1)).toEqual([
      { kind: 'changed', id: 'a', change: { pixels, addedClasses } },
      { kind: 'changed', id: 'a', change: { addedClasses: [] } },
    ]);
  });
});
