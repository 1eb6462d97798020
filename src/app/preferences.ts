import type { SettingsStore } from '../storage/types.ts';
import type { PreferenceStore } from '../studio/dependencies.ts';

/** The studio's preferences in the settings store. */
export function preferencesIn(settings: SettingsStore): PreferenceStore {
  return {
    async load() {
      const { value, problem } = await settings.loadPreferences();
      // A text is no settings: the studio then tells the person that it starts with its own.
      return problem ?? value;
    },
    save: (preferences) => settings.savePreferences(preferences),
  };
}
