import * as v from 'valibot';
import { changedPreferencesSchema, count, tuningSchema } from './settings/preferences-schema.ts';
import type { LastChanges, LastChangesStore } from './types.ts';
import type { InTurnOfTabs } from './write-lock.ts';

/** The number is raised when what was kept would be misread: tabs of two versions of the studio hear each other. */
const PREFIX = 'dataset-diffusion-studio/last-changes/2/';
/** In the first format preferences were whole, which is all of them changed. */
const READ_PREFIXES = [PREFIX, 'dataset-diffusion-studio/last-changes/1/'];

const pairChangeSchema = v.object({
  tuning: v.exactOptional(tuningSchema),
  review: v.exactOptional(v.picklist(['unreviewed', 'accepted', 'rejected'])),
  presence: v.exactOptional(v.array(v.object({ classId: count, evidence: v.number(), present: v.boolean() }))),
  pixels: v.exactOptional(v.object({ background: count, void: count, classes: v.record(v.string(), count) })),
  pictureHash: v.exactOptional(v.string()),
  places: v.exactOptional(v.record(v.string(), v.string())),
});

const editRun = v.object({ start: count, length: count, before: count, after: v.pipe(count, v.maxValue(256)) });

const lastChangesSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    pairs: v.record(v.string(), pairChangeSchema),
    edits: v.exactOptional(v.record(v.string(), v.array(editRun))),
    removedIds: v.array(v.string()),
    preferences: v.nullable(changedPreferencesSchema),
  }),
);

export interface LastChangesOptions {
  /** Access to it is refused with an exception where a browser keeps nothing. Null: nothing is to be kept. */
  readonly localStorage: () => Storage | null;
  /** The window, which hears of what other tabs keep. */
  readonly events: { addEventListener(type: 'storage', listener: (event: StorageEvent) => void): void };
  readonly now: () => Date;
  readonly newId: () => string;
  /** Of all tabs that hear of the same changes, one stores them. */
  readonly inTurn: InTurnOfTabs;
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
export function openLastChanges({ localStorage, events, now, newId, inTurn }: LastChangesOptions): LastChangesStore {
  const storage = orRefused(localStorage);

  return {
    keep(changes) {
      // Keys in the order of time.
      const key = `${PREFIX}${now().toISOString()} ${newId()}`;
      orRefused(() => storage?.setItem(key, JSON.stringify(changes)));
      return () => storage?.removeItem(key);
    },

    async storeKept(store) {
      if (!storage || keptKeys(storage).length === 0) return 0;
      // What another tab keeps its turn with waits for the next page.
      return (await inTurn(() => storeAll(storage, store))) ?? 0;
    },

    onKept(callback) {
      events.addEventListener('storage', ({ key, newValue }) => {
        if (key && isKept(key) && newValue !== null) callback();
      });
    },
  };
}

async function storeAll(storage: Storage, store: (changes: LastChanges) => Promise<void>): Promise<number> {
  let unreadable = 0;
  const refusals: unknown[] = [];
  for (const key of keptKeys(storage)) {
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
}

const isKept = (key: string) => READ_PREFIXES.some((prefix) => key.startsWith(prefix));

/** Oldest first. */
function keptKeys(storage: Storage): string[] {
  const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '').filter(isKept);
  const timeOf = (key: string) => key.slice(PREFIX.length);
  return keys.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
}
