import { flagPairs } from '../../core/review/flag-pairs.ts';
import { nearDuplicates } from '../../core/review/near-duplicates.ts';
import { createNearHashes } from '../../core/review/near-hashes.ts';
import { pictureHash } from '../../core/review/picture-hash.ts';
import { placeGrids } from '../../core/review/place-grids.ts';
import { SHOW_ALL } from '../../core/review/show-pairs.ts';
import { isToReject, shownPairs } from '../../studio/review/review-actions.ts';
import { DEFAULT_TUNING } from '../../studio/settings/defaults.ts';
import type { StudioActions } from '../../studio/studio-actions.ts';
import type { StudioState } from '../../studio/types.ts';
import { fakePicture, SIDE, segmentFake } from './fake-pixels.ts';

type Pair = StudioState['pairs'][number];

const CLASS_LISTS = [[8, 9], [15, 13], [12], [3, 7], [8], [12, 17, 16]] as const;
const REVIEWS = ['unreviewed', 'unreviewed', 'accepted', 'unreviewed', 'rejected'] as const;
/** Made once: the pictures repeat. */
const VARIANTS = 30;

/** Many different pairs, some with something to flag. */
export function manyPairs(count: number, model: Pair): Pair[] {
  const variants = Array.from({ length: VARIANTS }, (_, index) => variant(`pair-${index}`, index, model));
  return Array.from({ length: count }, (_, index) => {
    const made = variants[index % VARIANTS] ?? model;
    return {
      ...made,
      id: `pair-${index}`,
      createdAt: new Date(Date.UTC(2026, 10, 1, 9, 0, index)).toISOString(),
      settings: { ...made.settings, seed: index },
      review: REVIEWS[index % REVIEWS.length] ?? 'unreviewed',
    };
  });
}

function variant(id: string, index: number, model: Pair): Pair {
  const classIds = CLASS_LISTS[index % CLASS_LISTS.length] ?? [8];
  const tuning = { ...DEFAULT_TUNING, tau: index % 5 };
  const { mask, pixels, presence } = segmentFake(id, classIds, tuning);
  const isWeak = index % 7 === 0;
  return {
    ...model,
    settings: { ...model.settings, classIds },
    tuning,
    pixels,
    presence: isWeak ? presence.map((entry) => ({ ...entry, evidence: 1.2 })) : presence,
    places: placeGrids(mask, SIDE, SIDE),
    pictureHash: pictureHash({ width: SIDE, height: SIDE, rgba: fakePicture(id, classIds) }),
  };
}

export function flagsOf(pairs: readonly Pair[]): StudioState['flags'] {
  const hashes = createNearHashes();
  for (const { pictureHash: hash } of pairs) if (hash) hashes.add(hash);
  return flagPairs(pairs, nearDuplicates(pairs, hashes));
}

export function fakeReviewActions(get: () => StudioState, set: (change: Partial<StudioState>) => void) {
  return {
    review: (id, review) => set({ pairs: get().pairs.map((pair) => (pair.id === id ? { ...pair, review } : pair)) }),
    reviewAll: (ids, review) =>
      set({ pairs: get().pairs.map((pair) => (ids.includes(pair.id) ? { ...pair, review } : pair)) }),
    rejectFlagged() {
      const state = get();
      const ids = new Set(shownPairs(state).flatMap((pair) => (isToReject(pair, state.flags) ? pair.id : [])));
      const pairs = state.pairs.map((pair) => (ids.has(pair.id) ? { ...pair, review: 'rejected' as const } : pair));
      set({ pairs, flags: flagsOf(pairs) });
    },
    setGalleryFilter: (change) =>
      set({ galleryView: { ...get().galleryView, filter: { ...get().galleryView.filter, ...change } } }),
    clearGalleryFilter: () => set({ galleryView: { ...get().galleryView, filter: SHOW_ALL } }),
    setGalleryOrder: (order) => set({ galleryView: { ...get().galleryView, order } }),
    setGridOpen: (isGridOpen) => set({ isGridOpen }),
    readPictures: () => undefined,
    measurePairs: (ids) => set({ measuring: { done: 3, total: ids.length } }),
    stopMeasuring: () => set({ measuring: null }),
  } satisfies Partial<StudioActions>;
}
