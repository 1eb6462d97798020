import { shownPairs } from '../../studio/review/review-actions.ts';
import type { Studio } from '../../studio/types.ts';
import { type Pair, useStudio, useStudioState } from '../studio-context.tsx';
import { nextUnreviewed } from './next-unreviewed.ts';

/** The pairs that a verdict is for: the selection, or the pair on the stage. */
function reviewTargets(studio: Studio): readonly string[] {
  const { selection, selectedId } = studio.getState();
  if (selection.length > 1) return selection;
  return selectedId === null ? [] : [selectedId];
}

/**
 * Gives the verdict and moves on to the next unreviewed pair. Where all have it already, it is taken back instead, and nothing moves;
 * "undecided" has nothing to take back, and moves on.
 */
export function reviewAndAdvance(studio: Studio, verdict: Pair['review']): void {
  const { actions, getState } = studio;
  const ids = reviewTargets(studio);
  const { pairs } = getState();
  const before = shownPairs(getState());
  const isNew = pairs.some((pair) => ids.includes(pair.id) && pair.review !== verdict);
  actions.reviewAll(ids, verdict);
  const next = isNew || verdict === 'unreviewed' ? nextUnreviewed(before, ids) : null;
  if (next !== null) {
    actions.selectPair(next);
    actions.setSelection([next]);
    return;
  }
  // A filter may hide now what was marked: the next verdict is not for that.
  const shown = new Set(shownPairs(getState()).map(({ id }) => id));
  const { selection } = getState();
  if (!selection.every((id) => shown.has(id))) actions.setSelection(selection.filter((id) => shown.has(id)));
}

export function removeTargets(studio: Studio): void {
  const ids = reviewTargets(studio);
  if (ids.length > 0) studio.actions.removePairs(ids);
}

/** How many pairs a verdict would be for. */
export function useTargetCount(): number {
  const studio = useStudio();
  return useStudioState(() => reviewTargets(studio).length);
}
