import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../database.ts';
import { MemoryFileSystem } from '../memory-directory.fixture.ts';
import { smallMeta, smallPicture, smallRecord } from '../small-pair.fixture.ts';
import { localWriteLock } from '../write-lock.ts';
import { createMemoryPairStore } from './memory-pair-store.ts';
import { openPairFiles } from './pair-files.ts';
import { openPairStore } from './pair-store.ts';

let disk: MemoryFileSystem;
const lock = localWriteLock();
const openStore = () => openPairStore({ storage: disk, lock });
const failure = (code: string) => expect.objectContaining({ code });

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  disk = new MemoryFileSystem();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe.each([
  ['stored', openStore],
  ['in memory', async () => createMemoryPairStore()],
])('pair store, %s', (_name, open) => {
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

  it('are listed without what a worker left that was ended while it opened, and a browser that was killed while it wrote', async () => {
    const store = await openStore();
    await store.put(smallMeta('probe-a'), smallPicture(), smallRecord());
    const files = [...disk.files.keys()];
    disk.files.set('pairs/probe-0b1c', new Uint8Array(0));
    disk.files.set('pairs/probe-a.picture.crswap', new Uint8Array(9));
    expect(await store.list()).toHaveLength(1);
    expect([...disk.files.keys()]).toEqual(files);
  });

  it('are opened though another tab clears up at that moment', async () => {
    const root = await disk.getDirectory();
    const folder = await root.getDirectoryHandle('pairs');
    const { removeEntry } = folder;
    vi.spyOn(folder, 'removeEntry').mockImplementation(async (name) => {
      disk.files.delete(`pairs/${name}`);
      await removeEntry(name);
    });
    vi.spyOn(root, 'getDirectoryHandle').mockResolvedValue(folder);
    vi.spyOn(disk, 'getDirectory').mockResolvedValue(root);
    expect(await (await openStore()).list()).toEqual([]);
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

  it('throw on what only a wrong call brings about', async () => {
    const store = await openStore();
    const meta = { ...smallMeta('a'), review: (() => 'accepted') as never };
    await expect(store.put(meta, smallPicture(), smallRecord())).rejects.toMatchObject({ name: 'DataCloneError' });
    expect(disk.files.size).toBe(0);
  });

  it('list and remove although a file is held elsewhere; the file goes with a later list', async () => {
    const store = await openStore();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    disk.held.set('pairs/a.picture', new DOMException('held', 'NoModificationAllowedError'));
    await store.remove(['a']);
    expect(await store.list()).toEqual([]);
    expect([...disk.files.keys()]).toEqual(['pairs/a.picture']);
    disk.held.clear();
    await store.list();
    expect(disk.files.size).toBe(0);
  });

  it('lose orphaned files at the next list, and only those', async () => {
    const store = await openStore();
    await store.put(smallMeta('kept'), smallPicture(), smallRecord());
    disk.files.set('pairs/orphan.record', new Uint8Array(3));
    disk.files.set('pairs/foreign.txt', new Uint8Array(3));
    await store.list();
    expect([...disk.files.keys()].sort()).toEqual(['pairs/foreign.txt', 'pairs/kept.picture', 'pairs/kept.record']);
  });

  it('are listed where one of their files is left: opening them says what is missing', async () => {
    const store = await openStore();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    disk.files.delete('pairs/a.record');
    expect(await store.list()).toEqual([smallMeta('a')]);
    await expect(store.readRecord('a')).rejects.toThrow(failure('record-corrupt'));
  });

  it('are not swept while their row is on its way', async () => {
    const store = await openStore();
    const otherTab = await openStore();
    disk.beforeClose = async (path) => {
      if (path === 'pairs/a.record') await otherTab.list();
    };
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    expect(await store.readPicture('a')).toEqual(smallPicture());
  });

  it('with a damaged file fail as record-corrupt', async () => {
    const store = await openStore();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    disk.files.set('pairs/a.record', disk.files.get('pairs/a.record')!.slice(0, -1));
    await expect(store.readRecord('a')).rejects.toThrow(failure('record-corrupt'));
  });

  it('refuse ids that are no file names', async () => {
    const store = await openStore();
    await expect(store.put(smallMeta('../a'), smallPicture(), smallRecord())).rejects.toThrow('letters, digits');
  });
});

it('probes with a file of its own each time it opens: others open at the same moment', async () => {
  const disk = new MemoryFileSystem();
  const made: string[] = [];
  const root = await disk.getDirectory();
  const getDirectory = async () => ({
    getDirectoryHandle: async (name: string) => {
      const folder = await root.getDirectoryHandle(name);
      const getFileHandle = (file: string, options?: FileSystemGetFileOptions) => {
        if (options?.create) made.push(file);
        return folder.getFileHandle(file, options);
      };
      return { ...folder, getFileHandle, removeEntry: (file: string) => folder.removeEntry(file) };
    },
  });
  const storage = { getDirectory } as unknown as StorageManager;
  await Promise.all([openPairFiles(storage), openPairFiles(storage)]);
  expect(new Set(made).size).toBe(2);
  expect(disk.files.size).toBe(0);
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

it('migrates an empty database to the newest version', async () => {
  const database = await openDatabase('fresh');
  expect([...database.objectStoreNames]).toEqual(['labelSets', 'pairs', 'queue', 'settings']);
});
