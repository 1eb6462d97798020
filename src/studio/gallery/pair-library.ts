import type { AttentionRecord } from '../../core/attention/types.ts';
import { countEdits } from '../../core/edit/edit-layer.ts';
import type { EditLayer } from '../../core/edit/types.ts';
import { type Failure, StudioError } from '../../core/errors.ts';
import { Serial } from '../../core/serial.ts';
import { withinTime } from '../../core/within-time.ts';
import { pairMissing } from '../../storage/pairs/pair-missing.ts';
import type { PairChange, PairMeta, PairStore, StoredPicture } from '../../storage/types.ts';

/** A busy disk writes megabytes in less; a storage process that hangs never answers. */
const ANSWER_WITHIN_MS = 60_000;

const noAnswer = () =>
  new StudioError({
    code: 'storage-unavailable',
    message: `This device's storage was expected to answer, and has not for ${ANSWER_WITHIN_MS / 1000} seconds. Close other tabs of the studio and try again; if that does not help, export what you want to keep and reload this page.`,
  });

const answered = <T>(work: Promise<T>) => withinTime(work, ANSWER_WITHIN_MS, noAnswer);

/**
 * The pair store, with room in memory for pairs that it could not take: none is lost while the page is open. A write that storage
 * does not answer in time fails as `storage-unavailable`, so that it holds up no other.
 */
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
  /** Of `meta.edits`. */
  readonly layer?: EditLayer | null;
}

export function createPairLibrary(store: PairStore): PairLibrary {
  const unsaved = new Map<string, UnsavedPair>();
  const removedIds = new Set<string>();
  /** In the order asked for: a pair whose storing is under way must not be stored again, nor outlive its removal. */
  const writes = new Serial();
  /** What was handed to storage, given up perhaps, and what it has stored then: a pair is never put twice. */
  const puts = new Map<string, Promise<PairMeta>>();
  /** Which edits storage has of a pair that was handed to it; missing: none. */
  const storedRevisions = new Map<string, string | null>();

  async function save(id: string): Promise<Failure | null> {
    const pair = unsaved.get(id);
    if (!pair) return null;
    try {
      await answered(storePair(id, pair));
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      return { code: error.code, message: error.message };
    }
    return null;
  }

  async function storePair(id: string, { meta, picture, record }: UnsavedPair): Promise<void> {
    // The row must not name edits before their file is there.
    const unedited = { ...meta, edits: null };
    const put = puts.get(id) ?? store.put(meta.edits ? unedited : meta, picture, record).then(() => meta);
    puts.set(id, put);
    put.catch(() => puts.delete(id));
    let stored = await put;
    // Storage may answer long after it was given up: then the pair may have changed, or gone.
    for (let now = unsaved.get(id); now?.meta !== stored || hasUnstoredEdits(now); now = unsaved.get(id)) {
      if (!now) {
        await store.remove([id]);
        break;
      }
      if (hasUnstoredEdits(now)) await storeEdits(now);
      if (now.meta !== stored) await store.update(id, changesOf(now.meta));
      stored = now.meta;
    }
    unsaved.delete(id);
    puts.delete(id);
  }

  const storedRevision = (id: string) => storedRevisions.get(id) ?? null;

  const hasUnstoredEdits = ({ meta }: UnsavedPair) => (meta.edits?.revision ?? null) !== storedRevision(meta.id);

  async function storeEdits({ meta, layer = null }: UnsavedPair): Promise<void> {
    const from = storedRevision(meta.id);
    const edits = await store.writeEdits(meta.id, {
      layer,
      // Names no file where all edits were dropped.
      revision: meta.edits?.revision ?? 'none',
      from,
      change: {},
    });
    storedRevisions.set(meta.id, edits?.revision ?? null);
  }

  /** Classes are added to what is stored: a pair that there was no room for would lose them, or its room. */
  function requireStored(id: string): void {
    if (removedIds.has(id)) throw pairMissing(id);
    if (!unsaved.has(id)) return;
    const message =
      'This picture is in memory only, since storage did not take it: classes can be added once it is stored. Make room, then save it again.';
    throw new StudioError({ code: 'storage-full', message });
  }

  async function list(): Promise<PairMeta[]> {
    const unsavedMetas = () => [...unsaved.values()].map(({ meta }) => meta);
    const before = unsavedMetas();
    const stored = await store.list();
    // A pair that is stored meanwhile may be in both, or in what was read before alone; what is here is newest.
    const byId = new Map([...before, ...stored, ...unsavedMetas()].map((meta) => [meta.id, meta]));
    return [...byId.values()].filter(({ id }) => !removedIds.has(id));
  }

  return {
    list,
    unreadable: () => store.unreadable(),
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
        else if (!removedIds.has(id)) await answered(store.update(id, change));
      }),
    readPicture: async (id) => unsaved.get(id)?.picture ?? store.readPicture(id),
    readRecord: async (id, part) => unsaved.get(id)?.record ?? store.readRecord(id, part),
    async readEdits(id) {
      const pair = unsaved.get(id);
      if (!pair) return store.readEdits(id);
      const { meta, layer } = pair;
      return meta.edits && layer ? { layer, revision: meta.edits.revision } : null;
    },
    writeEdits: (id, write) =>
      writes.run(async () => {
        const pair = unsaved.get(id);
        if (!pair) return removedIds.has(id) ? null : answered(store.writeEdits(id, write));
        const { layer, revision, change } = write;
        const edits = layer && { revision, pixels: countEdits(layer) };
        unsaved.set(id, { ...pair, meta: { ...pair.meta, ...change, edits }, layer });
        return edits;
      }),
    addClasses: (id, write) =>
      writes.run(async () => {
        requireStored(id);
        return answered(store.addClasses(id, write));
      }),
    dropClasses: (id, classIds, change) =>
      writes.run(async () => {
        requireStored(id);
        return answered(store.dropClasses(id, classIds, change));
      }),
    remove(ids) {
      for (const id of ids) removedIds.add(id);
      return writes.run(async () => {
        try {
          // Those in memory only, too: their rows are still in the queue.
          await answered(store.remove(ids));
        } catch (error) {
          for (const id of ids) removedIds.delete(id);
          throw error;
        }
        for (const id of ids) unsaved.delete(id);
      });
    },
  };
}

function changesOf({ tuning, review, presence, pixels }: PairMeta): PairChange {
  return { tuning, review, presence, pixels };
}
