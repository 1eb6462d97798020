import type { PairMeta } from '../../storage/types.ts';
import type { StudioBase } from '../studio-base.ts';
import { addPairs, findPair, patchPair } from '../studio-store.ts';
import type { StudioActions } from '../types.ts';
import type { Removals } from './removals.ts';
import type { StageSelection } from './stage-selection.ts';

export type GalleryActions = Pick<StudioActions, 'selectPair' | 'setSelection' | 'removePairs' | 'review'>;

export function createGalleryActions(
  { store, writer }: Pick<StudioBase, 'store' | 'writer'>,
  selection: StageSelection,
  removals: Removals,
): GalleryActions {
  return {
    selectPair: selection.choose,
    setSelection(ids) {
      const known = new Set(store.getState().pairs.map(({ id }) => id));
      store.setState({ selection: ids.filter((id) => known.has(id)) });
    },
    review(id, state) {
      const pair = findPair(store, id);
      if (!pair) return;
      const review = pair.review === state ? 'unreviewed' : state;
      patchPair(store, id, { review });
      writer.change(id, { review });
    },
    /** Out of sight at once, out of storage when the notice goes: until then it can come back. */
    removePairs(ids) {
      const { pairs, selectedId } = store.getState();
      const removed = pairs.filter(({ id }) => ids.includes(id));
      if (removed.length === 0) return;
      const next = selectedId !== null && ids.includes(selectedId) ? neighbour(pairs, ids, selectedId) : selectedId;
      if (next !== selectedId) selection.show(next);
      store.setState((state) => ({
        pairs: state.pairs.filter(({ id }) => !ids.includes(id)),
        selection: state.selection.filter((id) => !ids.includes(id)),
      }));
      removals.begin(
        removed.map(({ id }) => id),
        () => {
          addPairs(store, removed);
          if (next !== selectedId) selection.show(selectedId);
        },
      );
    },
  };
}

/** The pair after the removed one, or else the one before it. */
function neighbour(pairs: readonly PairMeta[], removedIds: readonly string[], id: string): string | null {
  const at = pairs.findIndex((pair) => pair.id === id);
  const stays = (pair: PairMeta) => !removedIds.includes(pair.id);
  return (pairs.slice(at).find(stays) ?? pairs.slice(0, at).findLast(stays))?.id ?? null;
}
