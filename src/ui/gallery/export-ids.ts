import type { StudioState } from '../../studio/types.ts';

/** What an export takes: the selection where it holds several pairs, else every pair that was not rejected. */
export function exportIds(state: Pick<StudioState, 'selection' | 'pairs'>): readonly string[] {
  if (state.selection.length > 1) return state.selection;
  return state.pairs.filter((pair) => pair.review !== 'rejected').map((pair) => pair.id);
}
