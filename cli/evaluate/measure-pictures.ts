import { createHash } from 'node:crypto';
import { datasetUnreadable } from '../../src/core/dataset/read/dataset-unreadable.ts';
import type { ReadItem } from '../../src/core/dataset/read/types.ts';
import { type ClassOverlap, classOverlap } from '../../src/core/evaluate/class-overlap.ts';
import { Confusion } from '../../src/core/evaluate/confusion.ts';
import { murmur3 } from '../../src/core/plan/murmur3.ts';
import type { LabelSet } from '../../src/core/prompt/types.ts';
import { BACKGROUND_ID, VOID_ID } from '../../src/core/segmentation/types.ts';
import { openRecordCpu } from '../../src/engine/tuning/segment-record.cpu.ts';
import { tuningAt } from '../../src/studio/tuning/fit-tuning.ts';
import { decodePicture } from '../datasets/decode-picture.ts';
import type { OpenedModel } from '../engine/open-model.ts';
import { sharedSettings } from '../generate/run-settings.ts';
import { cutMask, type Fit, maskOfPart, scalePart, seenPart, shownSide } from '../pictures/fit-picture.ts';
import { photoRecord, photoSettings } from './photo-record.ts';
import type { NamedTuning } from './tunings.ts';

export interface MeasureOptions {
  readonly labelSet: LabelSet;
  readonly fit: Fit;
  /** What each picture's noise follows from, with its name: another order of pictures gives the same masks. */
  readonly seed: number;
  /** By file stem; a picture without one is described by its classes alone. */
  readonly captions: ReadonlyMap<string, string>;
  /** Its confusion is told; the first of `tunings`. */
  readonly tunings: readonly NamedTuning[];
  readonly onPicture: (done: number) => void;
  /** Asks to end after the picture in progress. */
  readonly signal: AbortSignal;
}

/** Masks of real pictures against those that people drew. */
export interface Measured {
  readonly rows: readonly { readonly name: string; readonly overlaps: ClassOverlap[] }[];
  readonly confusion: Confusion;
  /** Names of pictures whose truth has no class: nothing can be asked for. */
  readonly withoutClasses: readonly string[];
}

/**
 * Makes masks of pictures by re-noise capture with the classes that their truth has, as the paper does, and compares them at the truth's
 * own size. One record serves all tunings.
 * @throws StudioError `dataset-unreadable`, and as `capturePicture`
 */
export async function measurePictures(
  opened: Pick<OpenedModel, 'model' | 'jobContext'>,
  items: readonly ReadItem[],
  options: MeasureOptions,
): Promise<Measured> {
  const { labelSet, fit, seed, captions, tunings, onPicture, signal } = options;
  const ids = 1 + Math.max(...labelSet.classes.map(({ id }) => id));
  const rows = tunings.map(({ name }) => ({ name, overlaps: [] as ClassOverlap[] }));
  const confusion = new Confusion(ids);
  const withoutClasses: string[] = [];
  const { suggested } = opened.model.info;
  const shared = sharedSettings(suggested, labelSet, {}, { isQuick: false });
  for (const [index, item] of items.entries()) {
    if (signal.aborted) break;
    const { width, height, ids: truthIds } = await item.readMask();
    const path = item.picturePath ?? item.name;
    const file = await item.readPicture();
    const whole = decodePicture(file, path);
    if (whole.width !== width || whole.height !== height) {
      throw datasetUnreadable(
        `Expected a mask of ${whole.width}×${whole.height} for ${path}, found one of ${width}×${height}.`,
      );
    }
    const { info } = opened.model;
    const part = seenPart(whole, fit, info.photoSizes.usual);
    const truth = cutMask(truthIds, width, part);
    const classes = labelSet.classes.filter(({ id }) => truth.includes(id));
    const stray = truth.find((id) => id !== VOID_ID && id !== BACKGROUND_ID && !classes.some((one) => one.id === id));
    if (stray !== undefined) {
      throw datasetUnreadable(`Expected ids of “${labelSet.name}” in ${item.maskPath ?? item.name}, found ${stray}.`);
    }
    if (classes.length === 0) {
      withoutClasses.push(item.name);
      onPicture(index + 1);
      continue;
    }
    const side = shownSide(part, fit, info.photoSizes);
    const picture = scalePart(whole, part, side);
    const wish = { caption: captions.get(item.name) ?? '', classes, seed: murmur3(item.name, seed) };
    const photo = {
      ...{ fileName: path, sha256: createHash('sha256').update(file).digest('hex'), picture, classes },
      settings: photoSettings(shared, suggested, wish),
    };
    const first = tunings[0] as NamedTuning;
    const segmenter = openRecordCpu(
      (await photoRecord(opened, photo, tuningAt(first.tuning, info, picture))).record,
      picture,
    );
    for (const [row, { tuning }] of tunings.entries()) {
      const predicted = maskOfPart(segmenter.segment(tuningAt(tuning, info, picture)).mask, side, part);
      rows[row]?.overlaps.push(classOverlap(predicted, truth, ids));
      if (row === 0) confusion.add(predicted, truth);
    }
    onPicture(index + 1);
  }
  return { rows, confusion, withoutClasses };
}
