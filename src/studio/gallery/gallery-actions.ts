import type { StudioBase } from '../studio-base.ts';
import { addPairs, findPair, patchPair } from '../studio-store.ts';
import type { StudioActions } from '../types.ts';
import { hidePairs } from './hide-pairs.ts';
import type { Removals } from './removals.ts';
import type { StageSelection } from './stage-selection.ts';

export type GalleryActions = Pick<StudioActions, 'selectPair' | 'setSelection' | 'removePairs' | 'review'>;

export function createGalleryActions(
  { dependencies, store, writer }: Pick<StudioBase, 'dependencies' | 'store' | 'writer'>,
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
      const wasShown = selectedId !== null && ids.includes(selectedId);
      hidePairs(store, selection, ids);
      dependencies.otherTabs.tell({ kind: 'gone', ids });
      const putBack = () => {
        addPairs(store, removed);
        dependencies.otherTabs.tell({ kind: 'here', metas: removed });
      };
      const undo = () => {
        putBack();
        if (store.getState().selectedId !== selectedId && wasShown) selection.show(selectedId);
      };
      removals.begin(
        removed.map(({ id }) => id),
        undo,
        putBack,
      );
    },
  };
}
