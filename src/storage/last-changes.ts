import * as v from 'valibot';
import { count, preferencesSchema, tuningSchema } from './preferences-schema.ts';
import type { LastChangesStore } from './types.ts';

/** The number is raised when what was kept would be misread: tabs of two versions of the studio hear each other. */
const PREFIX = 'dataset-diffusion-studio/last-changes/1/';

const pairChangeSchema = v.object({
  tuning: v.exactOptional(tuningSchema),
  review: v.exactOptional(v.picklist(['unreviewed', 'accepted', 'rejected'])),
  presence: v.exactOptional(v.array(v.object({ classId: count, evidence: v.number(), present: v.boolean() }))),
  pixels: v.exactOptional(v.object({ background: count, void: count, classes: v.record(v.string(), count) })),
});

const lastChangesSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    pairs: v.record(v.string(), pairChangeSchema),
    removedIds: v.array(v.string()),
    preferences: v.nullable(preferencesSchema),
  }),
);

export interface LastChangesOptions {
  /** Access to it is refused with an exception where a browser keeps nothing. Null: nothing is to be kept. */
  readonly localStorage: () => Storage | null;
  /** The window, which hears of what other tabs keep. */
  readonly events: { addEventListener(type: 'storage', listener: (event: StorageEvent) => void): void };
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Null, or what `use` throws that is no refusal of the browser. */
function orRefused<T>(use: () => T): T | null {
  try {
    return use();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/**
 * Changes of a page's last moment, in `localStorage`: the only storage that has them when the call returns. IndexedDB
 * only has a request then, and a browser that is busy drops the requests of a page that is gone (ADR 13).
 *
 * Where there is no room or no permission nothing is kept here; writing to IndexedDB is under way all the same.
 */
export function openLastChanges({ localStorage, events, now, newId }: LastChangesOptions): LastChangesStore {
  const storage = orRefused(localStorage);

  return {
    keep(changes) {
      // Keys in the order of time.
      const key = `${PREFIX}${now().toISOString()} ${newId()}`;
      orRefused(() => storage?.setItem(key, JSON.stringify(changes)));
      return () => storage?.removeItem(key);
    },

    async storeKept(store) {
      if (!storage) return 0;
      let unreadable = 0;
      const refusals: unknown[] = [];
      const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '').filter((key) =>
        key.startsWith(PREFIX),
      );
      for (const key of keys.sort()) {
        const text = storage.getItem(key);
        if (text === null) continue; // another tab was faster
        const parsed = v.safeParse(lastChangesSchema, text);
        if (parsed.success) await store(parsed.output).catch((error: unknown) => refusals.push(error));
        else unreadable++;
        // Also where storing failed: tried again later, it would undo newer changes.
        storage.removeItem(key);
      }
      if (refusals.length > 0) throw refusals[0];
      return unreadable;
    },

    onKept(callback) {
      events.addEventListener('storage', ({ key, newValue }) => {
        if (key?.startsWith(PREFIX) && newValue !== null) callback();
      });
    },
  };
}
