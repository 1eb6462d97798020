import * as v from 'valibot';
import { preferencesSchema, tuningSchema } from './preferences-schema.ts';
import type { LastChangesStore } from './types.ts';

const PREFIX = 'dataset-diffusion-studio/last-changes/';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

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
  /** `localStorage`, the access to which browsers that keep nothing refuse with an exception. */
  readonly localStorage: () => Storage;
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
      const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '').filter((key) =>
        key.startsWith(PREFIX),
      );
      for (const key of keys.sort()) {
        const text = storage.getItem(key);
        if (text === null) continue; // another tab was faster
        const parsed = v.safeParse(lastChangesSchema, text);
        if (parsed.success) await store(parsed.output);
        else unreadable++;
        storage.removeItem(key);
      }
      return unreadable;
    },

    onKept(callback) {
      events.addEventListener('storage', ({ key, newValue }) => {
        if (key?.startsWith(PREFIX) && newValue !== null) callback();
      });
    },
  };
}
