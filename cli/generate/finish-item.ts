import { encodeJpeg } from '../../src/core/dataset/jpeg/encode-jpeg.ts';
import { encodePalettePng } from '../../src/core/dataset/palette-png.ts';
import { countPixels } from '../../src/core/edit/edit-layer.ts';
import { mapSide } from '../../src/core/grid-size.ts';
import type { Rgb } from '../../src/core/prompt/types.ts';
import type { TuningSettings } from '../../src/core/segmentation/types.ts';
import { segmentRecord } from '../../src/engine/tuning/segment-record.cpu.ts';
import type { GeneratedPair } from '../../src/rpc/contract.ts';
import { encodePicture } from '../../src/storage/codecs/picture-codec.ts';
import { decodeRecord, encodeRecord } from '../../src/storage/codecs/record-codec.ts';
import { fitTuning, shapeOf } from '../../src/studio/tuning/fit-tuning.ts';
import { maskOfPart, type PicturePart } from '../pictures/fit-picture.ts';
import type { FinishedItem } from '../work/stored-item.ts';
import type { PlannedItem } from './planned-items.ts';

export interface FinishOptions {
  /** Over the most parts of a trajectory that there can be. */
  readonly tuning: TuningSettings;
  /** `maskPalette` of the label set. */
  readonly palette: readonly Rgb[];
  /** Keep pixels and attention: other formats and tunings can be made of them. */
  readonly keepsRecord: boolean;
  /** The picture is a photograph scaled for the model: what it is a part of, and that part as JPEG. */
  readonly photo?: { readonly part: PicturePart; readonly jpeg: Uint8Array };
}

/**
 * What is stored of a pair: mask and JPEG as an export of the studio has them. The mask is made of the record as it is stored, as there,
 * so that it is the same whenever it is made. A photograph has its own size, and its mask, too.
 */
export async function finishItem(
  { identity, settings, fileName }: PlannedItem,
  { picture, record, provenance }: Pick<GeneratedPair, 'picture' | 'record' | 'provenance'>,
  { tuning: asked, palette, keepsRecord, photo }: FinishOptions,
): Promise<FinishedItem> {
  const attention = await encodeRecord(record);
  const stored = await decodeRecord(attention);
  const { tuning } = fitTuning(asked, shapeOf(stored));
  const segmentation = segmentRecord(stored, tuning, picture);
  const { presence } = segmentation;
  const { width, height } = photo?.part ?? picture;
  const mask = photo ? maskOfPart(segmentation.mask, mapSide(picture), photo.part) : segmentation.mask;
  const pixels = photo ? countPixels(mask, record.classIds) : segmentation.pixels;
  const named = fileName === undefined ? {} : { fileName };
  return {
    identity,
    facts: { width, height, settings, tuning, provenance, ...named, review: 'unreviewed', presence, pixels },
    files: {
      'picture.jpg': photo?.jpeg ?? encodeJpeg(picture),
      'mask.png': encodePalettePng(mask, width, height, palette),
      ...(keepsRecord && { pixels: encodePicture(picture), attention }),
    },
  };
}
