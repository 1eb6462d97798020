import * as v from 'valibot';
import { openDatabase } from '../database.ts';
import { type StorageEstimator, withStorageFailures } from '../storage-failures.ts';
import { queueItemSchema } from './queue-item-schema.ts';
import type { LoadedQueue, QueueItem, QueueStore } from './types.ts';

const PAUSED_KEY = 'queue-paused';

export interface QueueStoreOptions {
  readonly estimate: StorageEstimator;
  readonly databaseName?: string;
}

/**
 * The queue on this device, a row an item in IndexedDB. A row goes in the same transaction that brings its pair's row
 * (pair-store.ts): a picture is in the queue or in the gallery, never in both and never in neither.
 *
 * @throws StudioError `storage-unavailable`
 */
export async function openQueueStore(options: QueueStoreOptions): Promise<QueueStore> {
  const database = await openDatabase(options.databaseName);
  const guarded = <T>(neededBytes: number, work: () => Promise<T>) =>
    withStorageFailures(neededBytes, options.estimate, work);

  return {
    load: () =>
      guarded(0, async () => {
        const transaction = database.transaction(['queue', 'pairs', 'settings'], 'readwrite');
        const queue = transaction.objectStore('queue');
        const [keys, rows, madeIds, isPaused] = await Promise.all([
          queue.getAllKeys(),
          queue.getAll(),
          transaction.objectStore('pairs').getAllKeys(),
          transaction.objectStore('settings').get(PAUSED_KEY),
        ]);
        const { items, dropped, unreadable } = sort(keys, rows, new Set(madeIds));
        await Promise.all([...dropped.map((key) => queue.delete(key)), transaction.done]);
        return { items, isPaused: isPaused === true, unreadable };
      }),

    put: (items) =>
      guarded(JSON.stringify(items).length, async () => {
        const { store, done } = database.transaction('queue', 'readwrite');
        await Promise.all([...items.map((item) => store.put(item)), done]);
      }),

    update: (items) =>
      guarded(JSON.stringify(items).length, async () => {
        const { store, done } = database.transaction('queue', 'readwrite');
        const stored = new Set(await store.getAllKeys());
        const known = items.filter(({ id }) => stored.has(id));
        await Promise.all([...known.map((item) => store.put(item)), done]);
      }),

    remove: (ids) =>
      guarded(0, async () => {
        const { store, done } = database.transaction('queue', 'readwrite');
        await Promise.all([...ids.map((id) => store.delete(id)), done]);
      }),

    setPaused: (isPaused) =>
      guarded(0, async () => {
        await database.put('settings', isPaused, PAUSED_KEY);
      }),
  };
}

/** What can be made of the rows, and what has to go. */
function sort(keys: readonly string[], rows: readonly unknown[], madeIds: ReadonlySet<string>) {
  const items: QueueItem[] = [];
  const dropped: string[] = [];
  let unreadable = 0;
  for (const [index, key] of keys.entries()) {
    const parsed = v.safeParse(queueItemSchema, rows[index]);
    if (parsed.success && !madeIds.has(key)) items.push(parsed.output);
    else dropped.push(key);
    if (!parsed.success) unreadable++;
  }
  items.sort((a, b) => a.order - b.order);
  return { items, dropped, unreadable };
}

/** A queue that lives as long as the page, for browsers that keep nothing: its items are held by who works on them. */
export function createMemoryQueueStore(): QueueStore {
  const nothing: LoadedQueue = { items: [], isPaused: false, unreadable: 0 };
  return {
    load: async () => nothing,
    put: async () => {},
    update: async () => {},
    remove: async () => {},
    setPaused: async () => {},
  };
}
