import { describe, expect, it, vi } from 'vitest';
import { MemoryFileSystem } from '../memory-directory.fixture.ts';
import { smallMeta, smallPicture, smallRecord } from '../small-pair.fixture.ts';
import { openPairFiles } from './pair-files.ts';
import { disk, emptyStorageForEachTest, openStore } from './stored-pairs.fixture.ts';

emptyStorageForEachTest();

describe('stored pairs', () => {
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

  it('are not swept while their row is on its way', async () => {
    const store = await openStore();
    const otherTab = await openStore();
    disk.beforeClose = async (path) => {
      if (path === 'pairs/a.record') await otherTab.list();
    };
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    expect(await store.readPicture('a')).toEqual(smallPicture());
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
