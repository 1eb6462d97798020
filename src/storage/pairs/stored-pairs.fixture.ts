import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { MemoryFileSystem } from '../memory-directory.fixture.ts';
import { localWriteLock } from '../write-lock.ts';
import { createMemoryPairStore } from './memory-pair-store.ts';
import { openPairStore } from './pair-store.ts';

/** For tests: a browser's storage, a database and a file system in memory. */

export let disk: MemoryFileSystem;
export const lock = localWriteLock();
export const openStore = () => openPairStore({ storage: disk, lock });

/** Both stores of pairs, by what titles call them. */
export const PAIR_STORES = [
  ['stored', openStore],
  ['in memory', async () => createMemoryPairStore()],
] as const;

export const failure = (code: string) => expect.objectContaining({ code });

/** As where the site's data was cleared. */
export function emptyStorage(): void {
  vi.stubGlobal('indexedDB', new IDBFactory());
  disk = new MemoryFileSystem();
}

/** Each test of the file that calls this begins with an empty storage. */
export function emptyStorageForEachTest(): void {
  beforeEach(emptyStorage);
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
}

/**
 * Ends a page where its work closes a file, or where it puts a row, and resolves when it has come there. A page that is ended
 * does not go on: what it awaits never comes.
 */
export async function endPageAt(moment: 'file' | 'row', work: () => Promise<unknown>): Promise<void> {
  await new Promise<void>((reached) => {
    const end = () => {
      reached();
      return new Promise<never>(() => {});
    };
    if (moment === 'file') disk.beforeClose = end;
    else vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(end as never);
    void work();
  });
  disk.beforeClose = async () => {};
}
