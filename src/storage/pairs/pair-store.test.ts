import { describe, expect, it } from 'vitest';
import { smallMeta, smallPicture, smallRecord } from '../small-pair.fixture.ts';
import { disk, emptyStorageForEachTest, failure, openStore, PAIR_STORES } from './stored-pairs.fixture.ts';

emptyStorageForEachTest();

describe.each(PAIR_STORES)('pair store, %s', (_name, open) => {
  it('gives back what was put, in the order of creation', async () => {
    const store = await open();
    await store.put(smallMeta('late', '2026-11-22T12:00:00.000Z'), smallPicture(), smallRecord());
    await store.put(smallMeta('early', '2026-11-22T11:00:00.000Z'), smallPicture(), smallRecord());
    expect((await store.list()).map((meta) => meta.id)).toEqual(['early', 'late']);
    expect((await store.list())[1]).toEqual(smallMeta('late', '2026-11-22T12:00:00.000Z'));
    expect(await store.readPicture('late')).toEqual(smallPicture());
    expect(await store.readRecord('late')).toEqual(smallRecord());
  });

  it('keeps the file name of a pair through a change; one without has none', async () => {
    const store = await open();
    await store.put({ ...smallMeta('a'), fileName: 'my cat.jpg' }, smallPicture(), smallRecord());
    await store.put(smallMeta('b'), smallPicture(), smallRecord());
    await store.update('a', { review: 'accepted' });
    const [a, b] = await store.list();
    expect(a).toMatchObject({ fileName: 'my cat.jpg', review: 'accepted' });
    expect(b).not.toHaveProperty('fileName');
  });

  it('is not harmed when callers transfer what they gave or got', async () => {
    const store = await open();
    const given = smallRecord();
    await store.put(smallMeta('a'), smallPicture(), given);
    structuredClone(given, { transfer: given.stacks.map((stack) => stack.data.buffer) });
    const got = await store.readRecord('a');
    structuredClone(got, { transfer: got.stacks.map((stack) => stack.data.buffer) });
    expect(await store.readRecord('a')).toEqual(smallRecord());
  });

  it('updates the row alone', async () => {
    const store = await open();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    await store.update('a', { review: 'accepted' });
    expect(await store.list()).toEqual([{ ...smallMeta('a'), review: 'accepted' }]);
  });

  it('removes pairs; what is then asked of them fails', async () => {
    const store = await open();
    for (const id of ['a', 'b', 'c']) await store.put(smallMeta(id), smallPicture(), smallRecord());
    await store.remove(['a', 'c', 'unknown']);
    expect((await store.list()).map((meta) => meta.id)).toEqual(['b']);
    await expect(store.update('a', { review: 'rejected' })).rejects.toThrow(failure('record-corrupt'));
    await expect(store.readPicture('a')).rejects.toThrow(failure('record-corrupt'));
    await expect(store.readRecord('c')).rejects.toThrow(failure('record-corrupt'));
  });

  it('keeps the first of two pairs under the same id', async () => {
    const store = await open();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    const other = { ...smallPicture(), rgba: new Uint8ClampedArray(24) };
    await store.put({ ...smallMeta('a'), review: 'rejected' }, other, smallRecord());
    expect(await store.list()).toEqual([smallMeta('a')]);
    expect(await store.readPicture('a')).toEqual(smallPicture());
  });
});

describe('stored pairs', () => {
  it('survive a reload', async () => {
    await (await openStore()).put(smallMeta('a'), smallPicture(), smallRecord());
    const again = await openStore();
    expect(await again.list()).toEqual([smallMeta('a')]);
    expect(await again.readRecord('a')).toEqual(smallRecord());
  });

  it('report usage', async () => {
    disk.quotaBytes = 5000;
    const store = await openStore();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    const usage = await store.usage();
    expect(usage).toMatchObject({ quotaBytes: 5000, persisted: false });
    expect(usage.usedBytes).toBe([...disk.files.values()].reduce((sum, bytes) => sum + bytes.length, 0));
  });

  it('are listed where one of their files is left: opening them says what is missing', async () => {
    const store = await openStore();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    disk.files.delete('pairs/a.record');
    expect(await store.list()).toEqual([smallMeta('a')]);
    await expect(store.readRecord('a')).rejects.toThrow(failure('record-corrupt'));
  });

  it('with a damaged file fail as record-corrupt', async () => {
    const store = await openStore();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    disk.files.set('pairs/a.record', disk.files.get('pairs/a.record')!.slice(0, -1));
    await expect(store.readRecord('a')).rejects.toThrow(failure('record-corrupt'));
  });

  it('throw on what only a wrong call brings about', async () => {
    const store = await openStore();
    const meta = { ...smallMeta('a'), review: (() => 'accepted') as never };
    await expect(store.put(meta, smallPicture(), smallRecord())).rejects.toMatchObject({ name: 'DataCloneError' });
    expect(disk.files.size).toBe(0);
  });

  it('refuse ids that are no file names', async () => {
    const store = await openStore();
    await expect(store.put(smallMeta('../a'), smallPicture(), smallRecord())).rejects.toThrow('letters, digits');
  });
});

it('keeps the files of a pair that is put twice at the same time', async () => {
  const store = await openStore();
  const put = () => store.put(smallMeta('a'), smallPicture(), smallRecord());
  const results = await Promise.allSettled([put(), put()]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled']);
  expect(await store.list()).toHaveLength(1);
  expect(await store.readPicture('a')).toEqual(smallPicture());
  expect(await store.readRecord('a')).toEqual(smallRecord());
});
