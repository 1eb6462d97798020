import type { AttentionEdges } from '../../core/attention/types.ts';
import { showObjects } from '../../core/dataset/objects/show-objects.ts';
import { PLAIN_OBJECTS } from '../../core/dataset/objects/split-objects.ts';
import type { Segmentation, TuningSettings } from '../../core/segmentation/types.ts';
import type { StudioBase } from '../studio-base.ts';
import { noteSegmentation } from './segmentation-notes.ts';

export interface ShownSegmentation {
  readonly id: string;
  /** Of the record's columns. */
  readonly classIds: readonly number[];
  /** Of the record; null where it has none. */
  readonly edges: AttentionEdges | null;
  readonly tuning: TuningSettings;
  readonly segmentation: Segmentation;
}

/** Puts a mask of the pair on the stage onto the screen, and notes it in the pair. */
export function showSegmentation(
  { store, pixels, writer }: Pick<StudioBase, 'store' | 'pixels' | 'writer'>,
  { id, classIds, edges, tuning, segmentation }: ShownSegmentation,
): void {
  // Of the mask as it is seen: what a person painted changes objects, too.
  const { mask, width, height } = segmentation;
  const objects = showObjects({ mask, width, height, edges }, tuning.objects ?? PLAIN_OBJECTS);
  pixels.setSegmentation(segmentation, classIds, objects.labels);
  const { presence, histogram } = segmentation;
  store.setState({
    segmentation: { pixels: segmentation.pixels, presence, histogram: Array.from(histogram), objects: objects.counts },
  });
  // A mask of settings that have changed since is looked at, and no more: the newer ones are the pair's, also if nobody
  // waits for their mask.
  if (store.getState().tuning === tuning) noteSegmentation(store, writer, id, tuning, segmentation);
}
