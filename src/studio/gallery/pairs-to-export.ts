import type { StudioState } from '../types.ts';

/** From this many marked pairs on, marking means "these"; one marked pair is only the one that was clicked last. */
const LEAST_MARKED = 2;

/** Ids of the pairs that an export takes, oldest first: several marked pairs as marked, else every pair that is not rejected. */
export function pairsToExport({ pairs, selection }: Pick<StudioState, 'pairs' | 'selection'>): string[] {
  const marked = new Set(selection);
  const chosen =
    marked.size >= LEAST_MARKED
      ? pairs.filter(({ id }) => marked.has(id))
      : pairs.filter(({ review }) => review !== 'rejected');
  return chosen.map(({ id }) => id);
}
