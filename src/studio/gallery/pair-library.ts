import type { AttentionRecord } from '../../core/attention/types.ts';
import { type Failure, StudioError } from '../../core/errors.ts';
import { Serial } from '../../core/serial.ts';
import type { PairMeta, PairStore, StoredPicture } from '../../storage/types.ts';

/** The pair store, with room in memory for pairs that it could not take: none is lost while the page is open. */
export interface PairLibrary extends Omit<PairStore, 'put'> {
  /** Null when the pair is stored, or why it is in memory only. */
  add(meta: PairMeta, picture: StoredPicture, record: AttentionRecord): Promise<Failure | null>;
  /** Tries to store the pairs that are in memory only; the first failure ends it. */
  saveAgain(): Promise<Failure | null>;
  unsavedCount(): number;
}

interface UnsavedPair {
  readonly meta: PairMeta;
  readonly picture: StoredPicture;
  readonly record: AttentionRecord;
}

export function createPairLibrary(store: PairStore): PairLibrary {
  const unsaved = new Map<string, UnsavedPair>();
  const removedIds = new Set<string>();
  /** In the order asked for: a pair whose storing is under way must not be stored again, nor outlive its removal. */
  const writes = new Serial();

  async function save(id: string): Promise<Failure | null> {
    const pair = unsaved.get(id);
    if (!pair) return null;
    try {
      await store.put(pair.meta, pair.picture, pair.record);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      return { code: error.code, message: error.message };
    }
    unsaved.delete(id);
    return null;
  }

  return {
    list: async () => [...(await store.list()), ...[...unsaved.values()].map(({ meta }) => meta)],
    usage: () => store.usage(),
    unsavedCount: () => unsaved.size,
    add(meta, picture, record) {
      unsaved.set(meta.id, { meta, picture, record });
      return writes.run(() => save(meta.id));
    },
    saveAgain: () =>
      writes.run(async () => {
        for (const id of [...unsaved.keys()]) {
          const failure = await save(id);
          if (failure) return failure;
        }
        return null;
      }),
    update: (id, change) =>
      writes.run(async () => {
        const pair = unsaved.get(id);
        if (pair) unsaved.set(id, { ...pair, meta: { ...pair.meta, ...change } });
        else if (!removedIds.has(id)) await store.update(id, change);
      }),
    readPicture: async (id) => unsaved.get(id)?.picture ?? store.readPicture(id),
    readRecord: async (id, part) => unsaved.get(id)?.record ?? store.readRecord(id, part),
    remove(ids) {
      for (const id of ids) removedIds.add(id);
      return writes.run(async () => {
        const stored = ids.filter((id) => !unsaved.has(id));
        try {
          if (stored.length > 0) await store.remove(stored);
        } catch (error) {
          for (const id of ids) removedIds.delete(id);
          throw error;
        }
        for (const id of ids) unsaved.delete(id);
      });
    },
  };
}
