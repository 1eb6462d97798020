import { SHOW_ALL, showPairs } from '../../core/review/show-pairs.ts';
import type { GalleryView } from '../../core/review/types.ts';
import type { PairMeta } from '../../storage/types.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import { findPair, patchPairs } from '../studio-store.ts';
import type { StudioState } from '../types.ts';

type ReviewActions = Pick<
  StudioActions,
  | 'review'
  | 'reviewAll'
  | 'rejectFlagged'
  | 'setGalleryFilter'
  | 'clearGalleryFilter'
  | 'setGalleryOrder'
  | 'setGridOpen'
>;

const lastShown = new WeakMap<
  readonly PairMeta[],
  Pick<StudioState, 'flags' | 'galleryView'> & { readonly shown: readonly PairMeta[] }
>();

/** The pairs that the gallery shows, in its order. Many ask at each change: it is filtered and sorted once. */
export function shownPairs({
  pairs,
  flags,
  galleryView,
}: Pick<StudioState, 'pairs' | 'flags' | 'galleryView'>): readonly PairMeta[] {
  const last = lastShown.get(pairs);
  if (last?.flags === flags && last.galleryView === galleryView) return last.shown;
  const shown = showPairs(pairs, flags, galleryView);
  lastShown.set(pairs, { flags, galleryView, shown });
  return shown;
}

/** Whether "Reject all flagged" takes the pair: what a person has decided, no flag overrules. */
export function isToReject({ id, review }: Pick<PairMeta, 'id' | 'review'>, flags: StudioState['flags']): boolean {
  return review === 'unreviewed' && flags[id] !== undefined;
}

/** Verdicts, and what the gallery shows for giving them. */
export function createReviewActions({
  store,
  notices,
  writer,
}: Pick<StudioBase, 'store' | 'notices' | 'writer'>): ReviewActions {
  function give(ids: readonly string[], review: PairMeta['review']): void {
    patchPairs(store, new Map(ids.map((id) => [id, { review }])));
    for (const id of ids) writer.change(id, { review });
  }

  function offerUndo(before: readonly PairMeta[], given: PairMeta['review'], message: string): void {
    notices.show({
      tone: 'info',
      message,
      action: {
        label: 'Undo',
        run() {
          // One that was reviewed by hand since then keeps that.
          const untouched = before.filter(({ id }) => findPair(store, id)?.review === given);
          for (const review of new Set(untouched.map((pair) => pair.review))) {
            const ids = untouched.filter((pair) => pair.review === review).map(({ id }) => id);
            give(ids, review);
          }
        },
      },
    });
  }

  function setView(change: Partial<GalleryView>): void {
    const galleryView = { ...store.getState().galleryView, ...change };
    // What is out of sight must not get a verdict with what is marked.
    const shown = new Set(shownPairs({ ...store.getState(), galleryView }).map(({ id }) => id));
    store.setState(({ selection }) => ({ galleryView, selection: selection.filter((id) => shown.has(id)) }));
  }

  return {
    review(id, state) {
      const pair = findPair(store, id);
      if (!pair) return;
      give([id], pair.review === state ? 'unreviewed' : state);
    },
    reviewAll(ids, state) {
      const asked = new Set(ids);
      const pairs = store.getState().pairs.filter(({ id }) => asked.has(id));
      const open = pairs.filter(({ review }) => review !== state);
      const [changed, given] = open.length > 0 ? [open, state] : [pairs, 'unreviewed' as const];
      give(
        changed.map(({ id }) => id),
        given,
      );
      // Many verdicts at once may have taken long to give; a single one is given again by one key.
      if (changed.length < 2 || changed.every(({ review }) => review === 'unreviewed')) return;
      const what = given === 'unreviewed' ? 'without a verdict' : given;
      offerUndo(changed, given, `${changed.length} pictures are ${what} now.`);
    },
    rejectFlagged() {
      const state = store.getState();
      const flagged = shownPairs(state).filter((pair) => isToReject(pair, state.flags));
      if (flagged.length === 0) return;
      give(
        flagged.map(({ id }) => id),
        'rejected',
      );
      const what = flagged.length === 1 ? '1 flagged picture is' : `${flagged.length} flagged pictures are`;
      offerUndo(flagged, 'rejected', `${what} rejected now.`);
    },
    setGalleryFilter: (change) => setView({ filter: { ...store.getState().galleryView.filter, ...change } }),
    clearGalleryFilter: () => setView({ filter: SHOW_ALL }),
    setGalleryOrder: (order) => setView({ order }),
    setGridOpen: (isGridOpen) => store.setState({ isGridOpen }),
  };
}
