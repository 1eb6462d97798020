import { countEdits } from '../../core/edit/edit-layer.ts';
import { StudioError } from '../../core/errors.ts';
import { decodeEdits, encodeEditLayer } from '../codecs/edit-layer-codec.ts';
import { decodePicture, encodePicture } from '../codecs/picture-codec.ts';
import { decodeRecord, encodeRecord } from '../codecs/record-codec.ts';
import { openDatabase } from '../database.ts';
import { throwUnlessRefused, withStorageFailures } from '../storage-failures.ts';
import type { EditsWrite, PairEdits, PairMeta, PairStore, StoredEdits } from '../types.ts';
import type { WriteLock } from '../write-lock.ts';
import { openAddedClasses } from './added-classes.ts';
import { type LaterFile, openPairFiles } from './pair-files.ts';
import { pairMissing } from './pair-missing.ts';
import { isPairRow } from './pair-row-schema.ts';

export interface PairStoreOptions {
  /** `navigator.storage`; undefined on insecure origins. */
  readonly storage: Pick<StorageManager, 'getDirectory' | 'estimate' | 'persisted'> | undefined;
  readonly lock: WriteLock;
  readonly databaseName?: string;
}

/** Two people, or one in two tabs, paint over the same mask. */
export function editedElsewhere(id: string, expected: string | null, found: string | null): StudioError {
  return new StudioError({
    code: 'edited-elsewhere',
    message: `Expected the mask as it was when painting began, found that another tab has painted over it since. Nothing was overwritten; open the picture again to see both.`,
    details: { pairId: id, expected: expected ?? 'none', found: found ?? 'none' },
  });
}

/** Files that a row names beside picture and record. */
function laterFilesOf({ id, edits, addedClasses = [] }: PairMeta): LaterFile[] {
  const added = new Set(addedClasses.map(({ revision }) => revision));
  return [
    ...(edits ? [{ kind: 'edits', id, revision: edits.revision } as const] : []),
    ...[...added].map((revision) => ({ kind: 'classes', id, revision }) as const),
  ];
}

const keyOf = ({ kind, id, revision }: LaterFile) => `${id}.${revision}.${kind}`;

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
  const classes = openAddedClasses(database, files);
  const estimate = async () => (await storage?.estimate()) ?? {};
  const guarded = <T>(neededBytes: number, work: () => Promise<T>) => withStorageFailures(neededBytes, estimate, work);

  let unreadable = 0;

  const hasRow = async (id: string) => (await database.getKey('pairs', id)) !== undefined;

  /** Files that nothing names cost room and no more: what cannot be removed now waits for the next sweep. */
  async function removeFiles(ids: Iterable<string>): Promise<void> {
    for (const id of ids) await files.remove(id).catch(throwUnlessRefused);
  }

  async function removeLater(some: readonly LaterFile[]): Promise<void> {
    for (const file of some) await files.removeLater(file).catch(throwUnlessRefused);
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
    const rows = new Map((await database.getAll('pairs')).map((row) => [row.id, row]));
    const { ids, later } = await files.list();
    await removeFiles([...ids].filter((id) => !rows.has(id)));
    const metas = [...rows.values()].filter(isPairRow);
    const readable = new Set(metas.map(({ id }) => id));
    const named = new Set(metas.flatMap(laterFilesOf).map(keyOf));
    // Who knows what a row names that cannot be read here: a newer studio can, perhaps.
    const mayBeNamed = (file: LaterFile) => named.has(keyOf(file)) || (rows.has(file.id) && !readable.has(file.id));
    await removeLater(later.filter((file) => !mayBeNamed(file)));
    await files.removeLeftovers().catch(throwUnlessRefused);
  }

  async function readEdits(id: string): Promise<StoredEdits | null> {
    let missing: string | null = null;
    for (;;) {
      const revision = (await database.get('pairs', id))?.edits?.revision;
      if (revision === undefined) return null;
      const bytes = await files.readLater({ kind: 'edits', id, revision });
      if (bytes) {
        const { layer, steps } = await decodeEdits(bytes);
        return { layer, revision, ...(steps.length > 0 && { steps }) };
      }
      // Another tab may have stored a newer one since the row was read; a second look tells.
      if (missing === revision) {
        const message = `What was painted over this mask is missing: expected the file of revision ${revision}, found none. The computed mask is not affected: drop the edits, or paint anew.`;
        throw new StudioError({ code: 'record-corrupt', message });
      }
      missing = revision;
    }
  }

  /** Puts what the row says of its edits; tells what it said before. Nothing happens where that is not `from`. */
  async function nameEdits(id: string, { from, change }: EditsWrite, edits: PairEdits | null): Promise<void> {
    const transaction = database.transaction('pairs', 'readwrite');
    const meta = await transaction.store.get(id);
    const found = meta?.edits?.revision ?? null;
    if (!meta || found !== from) {
      await transaction.done;
      throw meta ? editedElsewhere(id, from, found) : pairMissing(id);
    }
    await Promise.all([transaction.store.put({ ...meta, ...change, edits }), transaction.done]);
  }

  return {
    list: () =>
      guarded(0, async () => {
        await lock.sweep(removeOrphans);
        const { store } = database.transaction('pairs');
        // The index has no rows that lack their time.
        const [rows, all] = await Promise.all([store.index('createdAt').getAll(), store.count()]);
        const metas = rows.filter(isPairRow);
        unreadable = all - metas.length;
        return metas;
      }),

    unreadable: () => unreadable,

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
    readRecord: (id, part) =>
      guarded(0, async () => {
        const record = await decodeRecord(await files.read(id, 'record'), part);
        return classes.appendTo(record, id, part);
      }),

    async addClasses(id, write) {
      const bytes = await encodeRecord(write.record);
      return guarded(bytes.length, () => lock.write(() => classes.add(id, write, bytes)));
    },

    dropClasses: (id, classIds, change) => guarded(0, () => lock.write(() => classes.drop(id, classIds, change))),

    readEdits: (id) => guarded(0, () => readEdits(id)),

    async writeEdits(id, write) {
      const { layer, steps, revision, from } = write;
      const bytes = layer && (await encodeEditLayer(layer, steps));
      const edits = layer && { revision, pixels: countEdits(layer) };
      await guarded(bytes?.length ?? 0, () =>
        lock.write(async () => {
          try {
            if (bytes) await files.writeLater({ kind: 'edits', id, revision }, bytes);
            await nameEdits(id, write, edits);
          } catch (error) {
            await files.removeLater({ kind: 'edits', id, revision }).catch(() => undefined); // what matters is the first error
            throw error;
          }
          // What cannot be removed now waits for the next sweep.
          if (from !== null) await removeLater([{ kind: 'edits', id, revision: from }]);
        }),
      );
      return edits;
    },

    remove: (ids) =>
      guarded(0, async () => {
        const transaction = database.transaction(['pairs', 'queue'], 'readwrite');
        const pairs = transaction.objectStore('pairs');
        const metas = await Promise.all(ids.map((id) => pairs.get(id)));
        const rows = [pairs, transaction.objectStore('queue')];
        await Promise.all([...rows.flatMap((store) => ids.map((id) => store.delete(id))), transaction.done]);
        await removeFiles(ids);
        for (const meta of metas) if (meta) await removeLater(laterFilesOf(meta));
      }),

    async usage() {
      const { usage = 0, quota = 0 } = await estimate();
      return { usedBytes: usage, quotaBytes: quota, persisted: (await storage?.persisted()) ?? false };
    },
  };
}
