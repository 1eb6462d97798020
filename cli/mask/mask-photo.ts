import { encodeJpeg } from '../../src/core/dataset/jpeg/encode-jpeg.ts';
import { isJpeg } from '../../src/core/dataset/jpeg/jpeg-segments.ts';
import { maskPalette } from '../../src/core/dataset/palette.ts';
import { StudioError } from '../../src/core/errors.ts';
import type { GuidePicture } from '../../src/core/segmentation/types.ts';
import { tuningAt } from '../../src/studio/tuning/fit-tuning.ts';
import { decodePicture } from '../datasets/decode-picture.ts';
import type { OpenedModel } from '../engine/open-model.ts';
import { photoRecord } from '../evaluate/photo-record.ts';
import { finishItem } from '../generate/finish-item.ts';
import type { MakeItem } from '../generate/make-items.ts';
import type { RunSettings } from '../generate/planned-items.ts';
import { exifOrientation } from '../pictures/exif-orientation.ts';
import { cutPicture, type Fit, scalePart, seenPart, shownSide } from '../pictures/fit-picture.ts';
import { turnUpright } from '../pictures/turn-upright.ts';
import { readPhoto } from './photo-file.ts';

/** Where photographs lie, and how the model sees them. */
export interface PhotoPlace {
  readonly folder: string;
  readonly fit: Fit;
}

/** Makes the mask of one photograph after another, each at its photograph's own size, and upright. */
export function maskMaker(
  opened: Pick<OpenedModel, 'model' | 'jobContext'>,
  { tuning: asked, labelSet }: RunSettings,
  { folder, fit, keepsRecord }: PhotoPlace & { readonly keepsRecord: boolean },
): MakeItem {
  const palette = maskPalette(labelSet);
  const { info } = opened.model;
  return async (item) => {
    const { fileName, photo, settings, classes } = item;
    if (fileName === undefined || !photo) throw new Error(`Expected a photograph, found “${settings.caption}”.`);
    const file = await readPhoto(folder, fileName, photo.sha256);
    const orientation = exifOrientation(file);
    const whole = turnUpright(decoded(file, fileName), orientation);
    const part = seenPart(whole, fit, info.photoSizes.usual);
    const picture = scalePart(whole, part, shownSide(part, fit, info.photoSizes));
    const tuning = tuningAt(asked, info, picture);
    const pair = await photoRecord(opened, { fileName, ...photo, picture, settings, classes }, tuning);
    const isWhole = part.width === whole.width && part.height === whole.height;
    // A mask belongs to pixels, and not every reader of a dataset turns them as the tag says: such a file is written anew.
    const isAsStored = isWhole && isJpeg(file) && orientation === 1;
    const jpeg = isAsStored ? file : encodeJpeg(cutPicture(whole, part));
    return finishItem(item, pair, { tuning, palette, keepsRecord, photo: { part, jpeg } });
  };
}

/** A damaged file is that photograph's failure, and not the run's. */
function decoded(file: Uint8Array, path: string): GuidePicture {
  try {
    return decodePicture(file, path);
  } catch (cause) {
    if (!(cause instanceof StudioError)) throw cause;
    throw new StudioError({ code: 'picture-unreadable', message: cause.message }, { cause });
  }
}
