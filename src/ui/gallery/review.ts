import { useRef } from 'react';
import type { Studio } from '../../studio/types.ts';
import { type Pair, useStudio, useStudioState } from '../studio-context.tsx';
import { isSameStrip, nextUnreviewed, stripOrder } from './next-unreviewed.ts';

/** The pairs that a verdict is for: the selection, or the pair on the stage. */
function reviewTargets(studio: Studio): readonly string[] {
  const { selection, selectedId } = studio.getState();
  if (selection.length > 1) return selection;
  return selectedId === null ? [] : [selectedId];
}

/** Gives the verdict and moves on to the next unreviewed pair. Where all have it already, it is taken back instead. */
export function reviewAndAdvance(studio: Studio, verdict: Pair['review']): void {
  const ids = reviewTargets(studio);
  const { pairs } = studio.getState();
  const open = ids.filter((id) => pairs.find((pair) => pair.id === id)?.review !== verdict);
  studio.actions.reviewAll(ids, verdict);
  const next = open.length > 0 ? nextUnreviewed(stripOrder(pairs), ids) : null;
  if (next !== null) {
    studio.actions.selectPair(next);
    studio.actions.setSelection([next]);
  }
}

export function removeTargets(studio: Studio): void {
  const ids = reviewTargets(studio);
  if (ids.length > 0) studio.actions.removePairs(ids);
}

/** Pairs in the order of the strip; the same list as long as the strip looks the same. */
export function useStripPairs(): readonly Pair[] {
  const shown = useRef<{ readonly pairs: readonly Pair[]; readonly strip: readonly Pair[] }>({ pairs: [], strip: [] });
  return useStudioState(({ pairs }) => {
    if (!isSameStrip(shown.current.pairs, pairs)) shown.current = { pairs, strip: stripOrder(pairs) };
    return shown.current.strip;
  });
}

/** How many pairs a verdict would be for. */
export function useTargetCount(): number {
  const studio = useStudio();
  return useStudioState(() => reviewTargets(studio).length);
}
