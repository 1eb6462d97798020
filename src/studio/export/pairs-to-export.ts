import type { PairChoice } from '../../core/dataset/export-choice.ts';
import type { PairMeta } from '../../storage/types.ts';
import type { StudioState } from '../types.ts';

/** From this many marked pairs on, marking means "these"; one marked pair is only the one that was clicked last. */
const LEAST_MARKED = 2;

/** Which pairs an export is offered with: several marked pairs as marked, else as the last time. */
export function offeredPairs({ selection, exportChoice }: Pick<StudioState, 'selection' | 'exportChoice'>): PairChoice {
  if (selection.length >= LEAST_MARKED) return 'selected';
  return exportChoice.pairs === 'selected' ? 'not-rejected' : exportChoice.pairs;
}

/** The pairs of a choice, oldest first. */
export function pairsOf(
  choice: PairChoice,
  { pairs, selection }: Pick<StudioState, 'pairs' | 'selection'>,
): PairMeta[] {
  const marked = new Set(selection);
  return pairs.filter(({ id, review }) => {
    if (choice === 'selected') return marked.has(id);
    return choice === 'accepted' ? review === 'accepted' : review !== 'rejected';
  });
}

/** Ids of the pairs that an export takes. */
export function pairsToExport(state: Pick<StudioState, 'pairs' | 'selection' | 'exportChoice'>): string[] {
  return pairsOf(offeredPairs(state), state).map(({ id }) => id);
}
