import { maskPalette } from '../../src/core/dataset/palette.ts';
import { generatePicture } from '../../src/engine/jobs/generate-picture.ts';
import type { OpenedModel } from '../engine/open-model.ts';
import { finishItem } from '../generate/finish-item.ts';
import type { MakeItem } from '../generate/make-items.ts';
import type { RunSettings } from '../generate/planned-items.ts';

/** Makes items of a run with a model that is open in this thread. @param keepsRecord as `finishItem` */
export function itemMaker(
  { jobContext }: OpenedModel,
  { tuning, labelSet }: RunSettings,
  keepsRecord: boolean,
): MakeItem {
  const palette = maskPalette(labelSet);
  return async (item) => {
    const { identity, settings, classes } = item;
    const pair = await generatePicture({ jobId: identity, settings, classes, tuning }, jobContext());
    return finishItem(item, pair, { tuning, palette, keepsRecord });
  };
}
