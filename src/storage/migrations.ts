import type { DBSchema, IDBPDatabase } from 'idb';
import type { PairMeta } from './types.ts';

export interface StudioSchema extends DBSchema {
  /** One row a pair; its picture and attention record are files in OPFS. */
  pairs: { key: string; value: PairMeta; indexes: { createdAt: string } };
  /** Rows are checked when they are read (settings-store.ts), so their type promises nothing. */
  settings: { key: string; value: unknown };
  /** One row a version of a person's own label set; checked when read (label-sets/label-set-store.ts). */
  labelSets: { key: string; value: unknown };
  /** One row a picture that waits or has failed; checked when read (queue/queue-store.ts). */
  queue: { key: string; value: unknown };
}

export type StudioDatabase = IDBPDatabase<StudioSchema>;

/**
 * Step i turns version i into version i + 1. A step that has been released is never changed: people's galleries have
 * been through it.
 */
export const MIGRATIONS: readonly ((database: StudioDatabase) => void)[] = [
  (database) => {
    database.createObjectStore('pairs', { keyPath: 'id' }).createIndex('createdAt', 'createdAt');
    database.createObjectStore('settings');
  },
  (database) => {
    database.createObjectStore('labelSets', { keyPath: 'id' });
  },
  (database) => {
    database.createObjectStore('queue', { keyPath: 'id' });
  },
];
