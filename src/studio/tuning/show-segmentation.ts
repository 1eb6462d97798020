import type { ShownObjects } from '../../core/dataset/objects/show-objects.ts';
import type { Segmentation, TuningSettings } from '../../core/segmentation/types.ts';
import type { StudioBase } from '../studio-base.ts';
import { noteSegmentation } from './segmentation-notes.ts';

export interface ShownSegmentation {
  readonly id: string;
  /** Of the record's columns. */
  readonly classIds: readonly number[];
  readonly tuning: TuningSettings;
  readonly segmentation: Segmentation;
  /** As far as they are known. */
  readonly objects: ShownObjects;
}

/** Puts a mask of the pair on the stage onto the screen, and notes it in the pair. */
export function showSegmentation(
  { store, pixels, writer }: Pick<StudioBase, 'store' | 'pixels' | 'writer'>,
  { id, classIds, tuning, segmentation, objects }: ShownSegmentation,
): void {
  pixels.setSegmentation(segmentation, classIds, objects.labels);
  const { presence, histogram } = segmentation;
  store.setState({
    segmentation: { pixels: segmentation.pixels, presence, histogram: Array.from(histogram), objects: objects.counts },
  });
  // A mask of settings that have changed since is looked at, and no more: the newer ones are the pair's, also if nobody
  // waits for their mask.
  if (store.getState().tuning === tuning) noteSegmentation(store, writer, id, tuning, segmentation);
}
