import { maskPalette } from '../../src/core/dataset/palette.ts';
import { generatePicture } from '../../src/engine/jobs/generate-picture.ts';
import type { OpenedModel } from '../engine/open-model.ts';
import { finishItem } from '../generate/finish-item.ts';
import type { MakeItem } from '../generate/make-items.ts';
import type { RunSettings } from '../generate/planned-items.ts';
import { maskMaker, type PhotoPlace } from '../mask/mask-photo.ts';

export interface Making {
  /** As `finishItem`. */
  readonly keepsRecord: boolean;
  /** The items are photographs; missing: prompts. */
  readonly photos?: PhotoPlace;
}

/** Makes items of a run with a model that is open in this thread. */
export function itemMaker(opened: OpenedModel, run: RunSettings, { keepsRecord, photos }: Making): MakeItem {
  if (photos) return maskMaker(opened, run, { ...photos, keepsRecord });
  const { tuning, labelSet } = run;
  const palette = maskPalette(labelSet);
  return async (item) => {
    const { identity, settings, classes } = item;
    const pair = await generatePicture({ jobId: identity, settings, classes, tuning }, opened.jobContext());
    return finishItem(item, pair, { tuning, palette, keepsRecord });
  };
}
