import * as v from 'valibot';
import { labelSetProblems } from '../../core/prompt/label-set.ts';
import { hasItsId } from '../../core/prompt/label-sets/own-label-set.ts';
import type { LabelClass } from '../../core/prompt/types.ts';
import { openDatabase } from '../database.ts';
import { type StorageEstimator, withStorageFailures } from '../storage-failures.ts';
import type { LabelSetStore, LoadedLabelSets, StoredLabelSet } from './types.ts';

const classSchema: v.GenericSchema<unknown, LabelClass> = v.object({
  id: v.number(),
  name: v.string(),
  promptName: v.string(),
  synonyms: v.array(v.string()),
  color: v.tuple([v.number(), v.number(), v.number()]),
  cocoCategoryId: v.exactOptional(v.number()),
});

/** Version of the row, not of the studio. */
const ROW_VERSION = 1;

const rowSchema = v.object({
  id: v.string(),
  version: v.literal(ROW_VERSION),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  isRetired: v.boolean(),
  set: v.pipe(
    v.object({ id: v.string(), name: v.string(), classes: v.array(classSchema) }),
    v.check((set) => labelSetProblems(set).length === 0, 'its classes break a rule'),
    v.check((set) => hasItsId(set), 'its content is not what its id says'),
  ),
});

export interface LabelSetStoreOptions {
  readonly estimate: StorageEstimator;
  readonly databaseName?: string;
}

/** A person's own label sets in IndexedDB, every version once under its id. @throws StudioError `storage-unavailable` */
export async function openLabelSetStore({ estimate, databaseName }: LabelSetStoreOptions): Promise<LabelSetStore> {
  const database = await openDatabase(databaseName);
  return {
    load: () => withStorageFailures(0, estimate, async () => readRows(await database.getAll('labelSets'))),
    put: (versions) => {
      const rows = versions.map((version) => ({ id: version.set.id, version: ROW_VERSION, ...version }));
      return withStorageFailures(JSON.stringify(rows).length, estimate, async () => {
        const transaction = database.transaction('labelSets', 'readwrite');
        await Promise.all([...rows.map((row) => transaction.store.put(row)), transaction.done]);
      });
    },
  };
}

/** Label sets that live as long as the page, for browsers that keep nothing. */
export function createMemoryLabelSetStore(): LabelSetStore {
  const rows = new Map<string, StoredLabelSet>();
  return {
    load: async () => ({ sets: inOrder([...rows.values()]), problem: null }),
    put: async (versions) => {
      for (const version of versions) rows.set(version.set.id, structuredClone(version));
    },
  };
}

function readRows(rows: readonly unknown[]): LoadedLabelSets {
  const sets: StoredLabelSet[] = [];
  const unreadable: string[] = [];
  for (const row of rows) {
    const parsed = v.safeParse(rowSchema, row);
    if (parsed.success) {
      const { set, createdAt, isRetired } = parsed.output;
      sets.push({ set, createdAt, isRetired });
    } else unreadable.push(`${v.getDotPath(parsed.issues[0]) ?? 'row'}: ${parsed.issues[0].message}`);
  }
  return { sets: inOrder(sets), problem: unreadable.length === 0 ? null : tellUnreadable(unreadable) };
}

function tellUnreadable(unreadable: readonly string[]): string {
  const what = unreadable.length === 1 ? 'A label set' : `${unreadable.length} label sets`;
  return `${what} of yours could not be read (${unreadable[0]}). Pictures made with it show numbers for its classes; import the set from a file to have its names again.`;
}

function inOrder(sets: readonly StoredLabelSet[]): StoredLabelSet[] {
  const key = ({ createdAt, set }: StoredLabelSet) => `${createdAt} ${set.id}`;
  return sets.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
