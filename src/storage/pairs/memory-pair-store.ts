import { appendClasses, takeClasses } from '../../core/attention/append-columns.ts';
import type { AttentionRecord } from '../../core/attention/types.ts';
import { countEdits } from '../../core/edit/edit-layer.ts';
import type { EditLayer } from '../../core/edit/types.ts';
import type { PairMeta, PairStore, StoredPicture } from '../types.ts';
import { withAdded, withoutAdded } from './added-classes.ts';
import { pairMissing } from './pair-missing.ts';
import { editedElsewhere } from './pair-store.ts';

interface MemoryPair {
  readonly meta: PairMeta;
  readonly picture: StoredPicture;
  readonly record: AttentionRecord;
  readonly layer?: EditLayer | null;
}

function bytesOf({ picture, record }: MemoryPair): number {
  return picture.rgba.byteLength + record.stacks.reduce((sum, stack) => sum + stack.data.byteLength, 0);
}

/**
 * A gallery that lives as long as the page, for browsers that keep nothing (private windows). It hands out and keeps
 * copies: callers may transfer what they get or gave.
 */
export function createMemoryPairStore(): PairStore {
  const pairs = new Map<string, MemoryPair>();
  const pairOf = (id: string) => {
    const pair = pairs.get(id);
    if (!pair) throw pairMissing(id);
    return pair;
  };
  return {
    list: async () =>
      [...pairs.values()]
        .map(({ meta }) => meta)
        .sort((a, b) => (a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? -1 : 1)),
    unreadable: () => 0,
    async put(meta, picture, record) {
      if (!pairs.has(meta.id)) pairs.set(meta.id, structuredClone({ meta, picture, record }));
    },
    async update(id, change) {
      const pair = pairOf(id);
      pairs.set(id, { ...pair, meta: { ...pair.meta, ...structuredClone(change) } });
    },
    readPicture: async (id) => structuredClone(pairOf(id).picture),
    readRecord: async (id) => structuredClone(pairOf(id).record),
    async readEdits(id) {
      const { meta, layer } = pairOf(id);
      return layer && meta.edits ? { layer: structuredClone(layer), revision: meta.edits.revision } : null;
    },
    async writeEdits(id, { layer, revision, from, change }) {
      const pair = pairOf(id);
      const found = pair.meta.edits?.revision ?? null;
      if (found !== from) throw editedElsewhere(id, from, found);
      const edits = layer && { revision, pixels: countEdits(layer) };
      pairs.set(id, structuredClone({ ...pair, meta: { ...pair.meta, ...change, edits }, layer }));
      return edits;
    },
    async addClasses(id, { classes, record, revision, change }) {
      const pair = pairOf(id);
      const addedClasses = withAdded(pair.meta, classes, revision);
      const meta = structuredClone({ ...pair.meta, ...change, addedClasses });
      pairs.set(id, { ...pair, meta, record: appendClasses(pair.record, record) });
      return addedClasses;
    },
    async dropClasses(id, classIds, change) {
      const pair = pairOf(id);
      const addedClasses = withoutAdded(pair.meta, classIds);
      const meta = structuredClone({ ...pair.meta, ...change, addedClasses });
      const dropped = (pair.meta.addedClasses ?? []).filter((one) => !addedClasses.includes(one));
      const kept = pair.record.classIds.filter((one) => !dropped.some(({ classId }) => classId === one));
      pairs.set(id, { ...pair, meta, record: takeClasses(pair.record, kept) });
      return addedClasses;
    },
    async remove(ids) {
      for (const id of ids) pairs.delete(id);
    },
    usage: async () => ({
      usedBytes: [...pairs.values()].reduce((sum, pair) => sum + bytesOf(pair), 0),
      quotaBytes: Number.POSITIVE_INFINITY,
      persisted: false,
    }),
  };
}
