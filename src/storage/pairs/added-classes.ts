import { appendClasses, takeClasses } from '../../core/attention/append-columns.ts';
import type { AttentionRecord } from '../../core/attention/types.ts';
import type { AddedClass } from '../../core/dataset/types.ts';
import { StudioError } from '../../core/errors.ts';
import { pairClassIds } from '../../core/pair-classes.ts';
import { decodeRecord } from '../codecs/record-codec.ts';
import type { StudioDatabase } from '../migrations.ts';
import { throwUnlessRefused } from '../storage-failures.ts';
import type { ClassesWrite, PairChange, PairMeta, RecordPart, StoredAddedClass } from '../types.ts';
import type { PairFiles } from './pair-files.ts';
import { pairMissing } from './pair-missing.ts';

type Added = readonly StoredAddedClass[];

/** Classes that were added to stored pairs. Whoever writes holds the lock that keeps sweeps away. */
export interface AddedClasses {
  /** As `PairStore.addClasses`. @param bytes of `write.record` */
  add(id: string, write: ClassesWrite, bytes: Uint8Array<ArrayBuffer>): Promise<Added>;
  /** As `PairStore.dropClasses`. */
  drop(id: string, classIds: readonly number[], change: PairChange): Promise<Added>;
  /** The pair's own record with what was added. @throws StudioError `record-corrupt` */
  appendTo(record: AttentionRecord, id: string, part?: RecordPart): Promise<AttentionRecord>;
}

/** Two tabs have added the same class at once. */
export function addedElsewhere(id: string, classIds: readonly number[]): StudioError {
  return new StudioError({
    code: 'edited-elsewhere',
    message: `Expected a picture without class ${classIds.join(', ')}, found that another tab has added it since. Nothing was overwritten.`,
    details: { pairId: id },
  });
}

/** The list after an addition. @throws StudioError `edited-elsewhere` */
export function withAdded(meta: PairMeta, classes: readonly AddedClass[], revision: string): Added {
  const had = pairClassIds(meta);
  const twice = classes.map(({ classId }) => classId).filter((classId) => had.includes(classId));
  if (twice.length > 0) throw addedElsewhere(meta.id, twice);
  return [...(meta.addedClasses ?? []), ...classes.map((one) => ({ ...one, revision }))];
}

export function withoutAdded({ addedClasses = [] }: PairMeta, classIds: readonly number[]): Added {
  return addedClasses.filter(({ classId }) => !classIds.includes(classId));
}

export function openAddedClasses(database: StudioDatabase, files: PairFiles): AddedClasses {
  /** Changes what the row says of added classes; tells what it said before. */
  async function rename(id: string, change: PairChange, next: (meta: PairMeta) => Added): Promise<[Added, Added]> {
    const transaction = database.transaction('pairs', 'readwrite');
    const meta = await transaction.store.get(id);
    if (!meta) {
      await transaction.done;
      throw pairMissing(id);
    }
    let addedClasses: Added;
    try {
      addedClasses = next(meta);
    } catch (error) {
      await transaction.done;
      throw error;
    }
    await Promise.all([transaction.store.put({ ...meta, ...change, addedClasses }), transaction.done]);
    return [meta.addedClasses ?? [], addedClasses];
  }

  return {
    async add(id, { classes, revision, change }, bytes) {
      const file = { kind: 'classes', id, revision } as const;
      try {
        await files.writeLater(file, bytes);
        const [, now] = await rename(id, change, (meta) => withAdded(meta, classes, revision));
        return now;
      } catch (error) {
        await files.removeLater(file).catch(() => undefined); // what matters is the first error
        throw error;
      }
    },

    async drop(id, classIds, change) {
      const [before, now] = await rename(id, change, (meta) => withoutAdded(meta, classIds));
      const named = new Set(now.map(({ revision }) => revision));
      const left = new Set(before.map(({ revision }) => revision).filter((revision) => !named.has(revision)));
      // What cannot be removed now waits for the next sweep.
      for (const revision of left) await files.removeLater({ kind: 'classes', id, revision }).catch(throwUnlessRefused);
      return now;
    },

    async appendTo(record, id, part) {
      let missing: string | null = null;
      reading: for (;;) {
        const added = (await database.get('pairs', id))?.addedClasses ?? [];
        let whole = record;
        for (const revision of new Set(added.map((one) => one.revision))) {
          const bytes = await files.readLater({ kind: 'classes', id, revision });
          if (!bytes) {
            if (missing === revision) throw fileMissing(revision);
            // Another tab may have taken them out since the row was read; a second look tells.
            missing = revision;
            continue reading;
          }
          const ids = added.filter((one) => one.revision === revision).map(({ classId }) => classId);
          // The first format of records is read whole, whatever part is wanted.
          const columns = await decodeRecord(bytes, record.stacks.length === 1 ? part : undefined);
          whole = appendClasses(whole, takeClasses(columns, ids));
        }
        return whole;
      }
    },
  };
}

function fileMissing(revision: string): StudioError {
  const message = `A class that was added to this picture cannot be read: expected the file of revision ${revision}, found none. Remove the added class and add it again.`;
  return new StudioError({ code: 'record-corrupt', message });
}
