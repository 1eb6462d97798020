import { StudioError } from '../core/errors.ts';
import { decodePicture, encodePicture } from './codecs/picture-codec.ts';
import { decodeRecord, encodeRecord } from './codecs/record-codec.ts';
import { openDatabase } from './database.ts';
import { openPairFiles } from './pair-files.ts';
import { withStorageFailures } from './storage-failures.ts';
import type { PairMeta, PairStore } from './types.ts';
import type { WriteLock } from './write-lock.ts';

export interface PairStoreOptions {
  /** `navigator.storage`; undefined on insecure origins. */
  readonly storage: Pick<StorageManager, 'getDirectory' | 'estimate' | 'persisted'> | undefined;
  readonly lock: WriteLock;
  readonly databaseName?: string;
}

export function pairMissing(id: string): StudioError {
  return new StudioError({
    code: 'record-corrupt',
    message: `Expected a stored pair with id ${id}, found none: it was removed, perhaps in another tab. Reload the gallery.`,
    details: { pairId: id },
  });
}

function throwUnlessRefused(error: unknown): void {
  if (!(error instanceof DOMException)) throw error;
}

/**
 * The gallery on this device: rows in IndexedDB, pictures and attention records in OPFS. Files are written before the
 * row and removed after it, so a tab that closes in between leaves files without a row; `list` removes those.
 *
 * @throws StudioError `storage-unavailable` where the browser offers no IndexedDB or OPFS
 */
export async function openPairStore(options: PairStoreOptions): Promise<PairStore> {
  const { lock, storage } = options;
  const files = await openPairFiles(storage);
  const database = await openDatabase(options.databaseName);
  const estimate = async () => (await storage?.estimate()) ?? {};
  const guarded = <T>(neededBytes: number, work: () => Promise<T>) => withStorageFailures(neededBytes, estimate, work);

  const hasRow = async (id: string) => (await database.getKey('pairs', id)) !== undefined;

  /** Files that nothing names cost room and no more: what cannot be removed now waits for the next sweep. */
  async function removeFiles(ids: Iterable<string>): Promise<void> {
    for (const id of ids) await files.remove(id).catch(throwUnlessRefused);
  }

  /** A second `put` of the same id may have stored its row in the meantime: then the files are that row's. */
  async function removeUnnamedFiles(id: string): Promise<void> {
    if (!(await hasRow(id))) await removeFiles([id]);
  }

  /** Together with the end of its item in the queue: no moment in which a picture is in both, or in neither. */
  async function addRow(meta: PairMeta): Promise<void> {
    const transaction = database.transaction(['pairs', 'queue'], 'readwrite');
    const pairs = transaction.objectStore('pairs');
    const isStored = (await pairs.getKey(meta.id)) !== undefined;
    await Promise.all([
      isStored ? undefined : pairs.add(meta),
      transaction.objectStore('queue').delete(meta.id),
      transaction.done,
    ]);
  }

  async function removeOrphans(): Promise<void> {
    const rows = new Set(await database.getAllKeys('pairs'));
    await removeFiles([...(await files.ids())].filter((id) => !rows.has(id)));
    await files.removeProbes().catch(throwUnlessRefused);
  }

  return {
    list: () =>
      guarded(0, async () => {
        await lock.sweep(removeOrphans);
        return database.getAllFromIndex('pairs', 'createdAt');
      }),

    async put(meta, picture, record) {
      const pictureBytes = encodePicture(picture);
      const recordBytes = await encodeRecord(record);
      await guarded(pictureBytes.length + recordBytes.length, () =>
        lock.write(async () => {
          try {
            if (!(await hasRow(meta.id))) await files.write(meta.id, pictureBytes, recordBytes);
            await addRow(meta);
          } catch (error) {
            await removeUnnamedFiles(meta.id).catch(() => undefined); // what matters is the first error
            throw error;
          }
        }),
      );
    },

    update: (id, change) =>
      guarded(0, async () => {
        const transaction = database.transaction('pairs', 'readwrite');
        const meta = await transaction.store.get(id);
        if (!meta) throw pairMissing(id);
        await Promise.all([transaction.store.put({ ...meta, ...change }), transaction.done]);
      }),

    readPicture: (id) => guarded(0, async () => decodePicture(await files.read(id, 'picture'))),
    readRecord: (id, part) => guarded(0, async () => decodeRecord(await files.read(id, 'record'), part)),

    remove: (ids) =>
      guarded(0, async () => {
        const transaction = database.transaction(['pairs', 'queue'], 'readwrite');
        const rows = [transaction.objectStore('pairs'), transaction.objectStore('queue')];
        await Promise.all([...rows.flatMap((store) => ids.map((id) => store.delete(id))), transaction.done]);
        await removeFiles(ids);
      }),

    async usage() {
      const { usage = 0, quota = 0 } = await estimate();
      return { usedBytes: usage, quotaBytes: quota, persisted: (await storage?.persisted()) ?? false };
    },
  };
}
