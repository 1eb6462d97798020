import type { StudioBase } from './studio-base.ts';

/**
 * Stores what pages had no time to store when they closed.
 * @throws StudioError `storage-full`, `storage-unavailable`: it stays kept, and is tried again at the next start
 */
export async function storeLastChanges({
  dependencies,
  library,
  notices,
}: Pick<StudioBase, 'dependencies' | 'library' | 'notices'>): Promise<void> {
  const unreadable = await dependencies.lastChanges.storeKept(async ({ pairs, removedIds, preferences }) => {
    if (removedIds.length > 0) await library.remove(removedIds);
    const stored = new Set((await library.list()).map(({ id }) => id));
    for (const [id, change] of Object.entries(pairs)) {
      if (stored.has(id)) await library.update(id, change);
    }
    if (preferences) await dependencies.preferences.savePreferences(preferences);
  });
  if (unreadable > 0) {
    notices.show({
      tone: 'info',
      message:
        'What was changed in the moment before the studio was last closed could not be read and is left out. Older changes are not affected.',
    });
  }
}
