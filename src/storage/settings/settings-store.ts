import * as v from 'valibot';
import { openDatabase } from '../database.ts';
import { type StorageEstimator, withStorageFailures } from '../storage-failures.ts';
import type { Preferences, SettingsStore } from '../types.ts';
import { PREFERENCES_VERSION, preferencesRowSchema } from './preferences-schema.ts';

const PREFERENCES_KEY = 'preferences';

export interface SettingsStoreOptions {
  readonly estimate: StorageEstimator;
  readonly databaseName?: string;
}

/** What a person set on the screen, in IndexedDB. @throws StudioError `storage-unavailable` */
export async function openSettingsStore(options: SettingsStoreOptions): Promise<SettingsStore> {
  const database = await openDatabase(options.databaseName);
  return {
    loadPreferences: () =>
      withStorageFailures(0, options.estimate, async () => {
        const row = await database.get('settings', PREFERENCES_KEY);
        if (row === undefined) return { value: null, problem: null };
        const parsed = v.safeParse(preferencesRowSchema, row);
        if (parsed.success) return { value: parsed.output.value, problem: null };
        await database.delete('settings', PREFERENCES_KEY);
        const [issue] = parsed.issues;
        const problem = `Your saved settings could not be read (${v.getDotPath(issue) ?? 'row'}: ${issue.message}), so the studio starts with its defaults. Pictures are not affected.`;
        return { value: null, problem };
      }),
    savePreferences: (value) => {
      const row = { version: PREFERENCES_VERSION, value };
      return withStorageFailures(JSON.stringify(row).length, options.estimate, async () => {
        await database.put('settings', row, PREFERENCES_KEY);
      });
    },
  };
}

/** Settings that live as long as the page, for browsers that keep nothing. */
export function createMemorySettingsStore(): SettingsStore {
  let stored: Preferences | null = null;
  return {
    loadPreferences: async () => ({ value: structuredClone(stored), problem: null }),
    savePreferences: async (value) => {
      stored = structuredClone(value);
    },
  };
}
