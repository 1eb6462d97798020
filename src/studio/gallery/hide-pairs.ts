import type { PairMeta } from '../../storage/types.ts';
import type { StudioStore } from '../studio-store.ts';
import type { StageSelection } from './stage-selection.ts';

/** Takes pairs out of sight; in the place of the one on the stage comes its neighbour. */
export function hidePairs(store: StudioStore, selection: StageSelection, ids: readonly string[]): void {
  const { pairs, selectedId } = store.getState();
  if (selectedId !== null && ids.includes(selectedId)) selection.show(neighbour(pairs, ids, selectedId));
  store.setState((state) => ({
    pairs: state.pairs.filter(({ id }) => !ids.includes(id)),
    selection: state.selection.filter((id) => !ids.includes(id)),
  }));
}

/** The pair after the removed one, or else the one before it. */
function neighbour(pairs: readonly PairMeta[], removedIds: readonly string[], id: string): string | null {
  const at = pairs.findIndex((pair) => pair.id === id);
  const stays = (pair: PairMeta) => !removedIds.includes(pair.id);
  return (pairs.slice(at).find(stays) ?? pairs.slice(0, at).findLast(stays))?.id ?? null;
}
