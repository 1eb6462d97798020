import { describe, expect, it, vi } from 'vitest';
import { MemoryFileSystem } from '../memory-directory.fixture.ts';
import { smallMeta, smallPicture, smallRecord } from '../small-pair.fixture.ts';
import { openPairStore } from './pair-store.ts';
import { disk, emptyStorageForEachTest, failure, lock, openStore } from './stored-pairs.fixture.ts';

emptyStorageForEachTest();

describe('stored pairs', () => {
  it.each([0, 60, 500])('with room for %d bytes fail as storage-full and leave nothing behind', async (room) => {
    const store = await openStore();
    disk.quotaBytes = room;
    const put = store.put(smallMeta('a'), smallPicture(), smallRecord());
    await expect(put).rejects.toMatchObject({ code: 'storage-full', details: { freeBytes: room } });
    await put.catch((error) => expect(error.details.neededBytes).toBeGreaterThan(room));
    expect(disk.files.size).toBe(0);
    expect(await store.list()).toEqual([]);
    disk.quotaBytes = 1e6;
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    expect(await store.list()).toHaveLength(1);
  });

  it('can be seen and removed where there is no room for another file', async () => {
    await (await openStore()).put(smallMeta('a'), smallPicture(), smallRecord());
    const root = await disk.getDirectory();
    const folder = await root.getDirectoryHandle('pairs');
    const { getFileHandle } = folder;
    vi.spyOn(folder, 'getFileHandle').mockImplementation(async (name, options) => {
      if (options?.create) throw new DOMException('no room', 'QuotaExceededError');
      return getFileHandle(name);
    });
    vi.spyOn(root, 'getDirectoryHandle').mockResolvedValue(folder);
    vi.spyOn(disk, 'getDirectory').mockResolvedValue(root);
    const store = await openStore();
    expect(await store.readPicture('a')).toEqual(smallPicture());
    await expect(store.put(smallMeta('b'), smallPicture(), smallRecord())).rejects.toThrow(failure('storage-full'));
    await store.remove(['a']);
    expect(disk.files.size).toBe(0);
  });

  it('leave nothing behind when the database is what runs full', async () => {
    const store = await openStore();
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    disk.quotaBytes = 1e9;
    await expect(store.put(smallMeta('a'), smallPicture(), smallRecord())).rejects.toMatchObject({
      code: 'storage-full',
      message: expect.stringContaining('although it reports 1000.0 MB free'),
    });
    expect(disk.files.size).toBe(0);
  });

  it.each(['UnknownError', 'NotAllowedError', 'NoModificationAllowedError'])(
    'fail as storage-unavailable after %s, leave nothing behind, and can be put again',
    async (name) => {
      const store = await openStore();
      disk.beforeClose = async (path) => {
        if (path.endsWith('.record')) throw new DOMException('the disk said no', name);
      };
      const put = () => store.put(smallMeta('a'), smallPicture(), smallRecord());
      await expect(put()).rejects.toMatchObject({
        code: 'storage-unavailable',
        message: expect.stringContaining('try again'),
        details: { reason: name },
      });
      expect(disk.files.size).toBe(0);
      disk.beforeClose = async () => {};
      await put();
      expect(await store.readRecord('a')).toEqual(smallRecord());
    },
  );

  it('tell the first failure, not that of the clean-up', async () => {
    const store = await openStore();
    disk.quotaBytes = 60;
    disk.held.set('pairs/a.picture', new DOMException('held', 'NoModificationAllowedError'));
    const put = store.put(smallMeta('a'), smallPicture(), smallRecord());
    await expect(put).rejects.toThrow(failure('storage-full'));
    disk.quotaBytes = 1e9;
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    await expect(store.put(smallMeta('a'), smallPicture(), smallRecord())).rejects.toThrow(failure('storage-full'));
  });
});

describe('where nothing can be kept', () => {
  const unavailable = failure('storage-unavailable');

  it('says so without IndexedDB', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await expect(openStore()).rejects.toThrow(unavailable);
  });

  it('says so without OPFS or where it is forbidden', async () => {
    await expect(openPairStore({ storage: undefined, lock })).rejects.toThrow(unavailable);
    const forbidden = async () => {
      throw new DOMException('private window', 'SecurityError');
    };
    const storage = Object.assign(new MemoryFileSystem(), { getDirectory: forbidden });
    await expect(openPairStore({ storage, lock })).rejects.toThrow(unavailable);
  });

  it('says so when a newer studio owns the database', async () => {
    const newer = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('dataset-diffusion-studio', 99);
      request.onsuccess = () => resolve(request.result);
    });
    newer.close();
    await expect(openStore()).rejects.toThrow(/newer version.*or reload this page/);
  });

  it('gives way to a newer studio in another tab and says so afterwards', async () => {
    const store = await openStore();
    await new Promise<void>((resolve) => {
      indexedDB.open('dataset-diffusion-studio', 99).onsuccess = () => resolve();
    });
    await expect(store.list()).rejects.toThrow(unavailable);
    await expect(store.list()).rejects.toThrow(/newer studio in another tab.*or reload this page\.$/);
  });
});
