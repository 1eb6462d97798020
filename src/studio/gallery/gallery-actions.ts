import type { PairMeta } from '../../storage/types.ts';
import type { StudioBase } from '../studio-base.ts';
import { addPairs, findPair, patchPair } from '../studio-store.ts';
import type { StudioActions } from '../types.ts';
import { hidePairs } from './hide-pairs.ts';
import type { Removals } from './removals.ts';
import type { StageSelection } from './stage-selection.ts';

export type GalleryActions = Pick<
  StudioActions,
  'selectPair' | 'setSelection' | 'removePairs' | 'review' | 'reviewAll'
>;

export function createGalleryActions(
  { dependencies, store, notices, writer }: Pick<StudioBase, 'dependencies' | 'store' | 'notices' | 'writer'>,
  selection: StageSelection,
  removals: Removals,
): GalleryActions {
  function give(ids: readonly string[], review: PairMeta['review']): void {
    for (const id of ids) {
      patchPair(store, id, { review });
      writer.change(id, { review });
    }
  }

  /** Many verdicts at once may have taken long to give; a single one is given again by one key. */
  function offerUndo(before: readonly PairMeta[], given: PairMeta['review']): void {
    if (before.length < 2 || before.every(({ review }) => review === 'unreviewed')) return;
    notices.show({
      tone: 'info',
      message: `${before.length} pictures are ${given === 'unreviewed' ? 'without a verdict' : given} now.`,
      action: {
        label: 'Undo',
        run() {
          // One that was reviewed by hand since then keeps that.
          for (const { id, review } of before) if (findPair(store, id)?.review === given) give([id], review);
        },
      },
    });
  }

  return {
    selectPair: selection.choose,
    setSelection(ids) {
      const known = new Set(store.getState().pairs.map(({ id }) => id));
      store.setState({ selection: ids.filter((id) => known.has(id)) });
    },
    review(id, state) {
      const pair = findPair(store, id);
      if (!pair) return;
      give([id], pair.review === state ? 'unreviewed' : state);
    },
    reviewAll(ids, state) {
      const pairs = store.getState().pairs.filter(({ id }) => ids.includes(id));
      const open = pairs.filter(({ review }) => review !== state);
      const [changed, given] = open.length > 0 ? [open, state] : [pairs, 'unreviewed' as const];
      give(
        changed.map(({ id }) => id),
        given,
      );
      offerUndo(changed, given);
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
