import { StudioError } from '../../core/errors.ts';
import type { LastChanges, PairNews, Preferences } from '../../storage/types.ts';
import type { StudioBase } from '../studio-base.ts';

/**
 * Stores what pages had no time to store when they closed, and tells what could not be stored.
 * @param show tells this page what it has stored, as other tabs are told
 */
export async function storeLastChanges(
  { dependencies: { lastChanges, pairStore }, notices }: Pick<StudioBase, 'dependencies' | 'notices'>,
  savePreferences: (changed: Partial<Preferences>) => Promise<void>,
  show: (news: PairNews) => void,
): Promise<void> {
  // Not through the library: it would take the removals for its own and leave out later changes without a word.
  async function store({ pairs, removedIds, preferences: kept }: LastChanges): Promise<void> {
    if (kept) await savePreferences(kept);
    if (removedIds.length > 0) {
      await pairStore.remove(removedIds);
      show({ kind: 'gone', ids: removedIds });
    }
    const changes = Object.entries(pairs);
    if (changes.length === 0) return;
    const stored = new Set((await pairStore.list()).map(({ id }) => id));
    for (const [id, change] of changes) {
      if (!stored.has(id)) continue;
      await pairStore.update(id, change);
      show({ kind: 'changed', id, change });
    }
  }
  const what = 'What was changed in the moment before the studio was last closed';
  try {
    if ((await lastChanges.storeKept(store)) === 0) return;
    notices.show({
      tone: 'info',
      message: `${what} could not be read and is left out. Older changes are not affected.`,
    });
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    notices.show({ tone: 'error', message: `${what} is left out. ${error.message}` });
  }
}
