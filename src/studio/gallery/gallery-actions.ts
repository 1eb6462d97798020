import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import { addPairs } from '../studio-store.ts';
import { hidePairs } from './hide-pairs.ts';
import type { Removals } from './removals.ts';
import type { StageSelection } from './stage-selection.ts';

export type GalleryActions = Pick<StudioActions, 'selectPair' | 'setSelection' | 'removePairs'>;

export function createGalleryActions(
  { dependencies, store }: Pick<StudioBase, 'dependencies' | 'store'>,
  selection: StageSelection,
  removals: Removals,
): GalleryActions {
  return {
    selectPair: selection.choose,
    setSelection(ids) {
      const known = new Set(store.getState().pairs.map(({ id }) => id));
      store.setState({ selection: ids.filter((id) => known.has(id)) });
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
