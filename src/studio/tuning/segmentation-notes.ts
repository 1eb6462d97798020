import { isWordId } from '../../core/pair-classes.ts';
import { placeGrids } from '../../core/review/place-grids.ts';
import type { Segmentation, TuningSettings } from '../../core/segmentation/types.ts';
import type { PairWriter } from '../gallery/pair-writer.ts';
import { findPair, patchPair, type StudioStore } from '../studio-store.ts';

/** Notes in a pair what its mask has become: at once in the gallery, and in storage once things settle. */
export function noteSegmentation(
  store: StudioStore,
  writer: PairWriter,
  id: string,
  tuning: TuningSettings,
  segmentation: Segmentation,
): void {
  const pair = findPair(store, id);
  if (!pair) return;
  const change = { tuning, ...factsOf(segmentation) };
  const before = { tuning: pair.tuning, presence: pair.presence, pixels: pair.pixels, places: pair.places };
  // Looking at a pair writes nothing.
  if (JSON.stringify(change) === JSON.stringify(before)) return;
  patchPair(store, id, change);
  writer.change(id, change);
}

/** What a pair's row says of its mask. Words that are no class are looked at, and in no dataset. */
export function factsOf({ presence, pixels, mask, width, height }: Segmentation) {
  return {
    presence: presence.filter(({ classId }) => !isWordId(classId)),
    pixels,
    places: placeGrids(mask, width, height),
  };
}
