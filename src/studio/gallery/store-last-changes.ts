import { historyOf, keptSteps } from '../../core/edit/edit-history.ts';
import { countEdits, emptyLayer } from '../../core/edit/edit-layer.ts';
import { applyStep } from '../../core/edit/edit-step.ts';
import type { EditStep } from '../../core/edit/types.ts';
import { StudioError } from '../../core/errors.ts';
import type { LastChanges, PairMeta, PairNews, Preferences } from '../../storage/types.ts';
import type { StudioBase } from '../studio-base.ts';

/**
 * Stores what pages had no time to store when they closed, and tells what could not be stored.
 * @param show tells this page what it has stored, as other tabs are told
 */
export async function storeLastChanges(
  { dependencies: { lastChanges, pairStore, newId }, notices }: Pick<StudioBase, 'dependencies' | 'notices'>,
  savePreferences: (changed: Partial<Preferences>) => Promise<void>,
  show: (news: PairNews) => void,
): Promise<void> {
  // Not through the library: it would take the removals for its own and leave out later changes without a word.
  /** Strokes over what is stored, whatever that is by now: another tab may have painted, too. */
  async function storeEdits({ id, width, height }: PairMeta, step: EditStep): Promise<void> {
    const stored = await pairStore.readEdits(id);
    const layer = applyStep(stored?.layer ?? emptyLayer(width, height), step);
    const kept = countEdits(layer) > 0 ? layer : null;
    const from = stored?.revision ?? null;
    const steps = keptSteps(historyOf([...(stored?.steps ?? []), step]));
    const edits = await pairStore.writeEdits(id, { layer: kept, steps, revision: newId(), from, change: {} });
    show({ kind: 'changed', id, change: { edits } });
  }

  async function store({ pairs, edits = {}, removedIds, preferences: kept }: LastChanges): Promise<void> {
    if (kept) await savePreferences(kept);
    if (removedIds.length > 0) {
      await pairStore.remove(removedIds);
      show({ kind: 'gone', ids: removedIds });
    }
    const changes = Object.entries(pairs);
    const steps = Object.entries(edits);
    if (changes.length + steps.length === 0) return;
    const stored = new Map((await pairStore.list()).map((meta) => [meta.id, meta]));
    for (const [id, step] of steps) {
      const meta = stored.get(id);
      if (meta) await storeEdits(meta, step);
    }
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
