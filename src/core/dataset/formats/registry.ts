import { StudioError } from '../../errors.ts';
import { DEFAULT_TRAIN_PERCENT } from '../split.ts';
import { CLASS_MAPS } from './class-maps/format.ts';
import { COCO_INSTANCES } from './coco/instances-format.ts';
import { COCO_PANOPTIC } from './coco/panoptic-format.ts';
import { CVAT } from './cvat/format.ts';
import { FIFTYONE } from './fiftyone/format.ts';
import { FOLDERS } from './folders/format.ts';
import type { DatasetFormat, FormatOption, OptionValue } from './format.ts';
import { GREY } from './grey/format.ts';
import { IMAGEFOLDER } from './imagefolder/format.ts';
import { MMSEGMENTATION } from './mmsegmentation/format.ts';
import { VOC } from './voc/format.ts';
import { WEBDATASET } from './webdataset/format.ts';
import { YOLO_SEGMENTATION } from './yolo/segmentation-format.ts';
import { YOLO_SEMANTIC } from './yolo/semantic-format.ts';

/** All formats, in the order in which a person chooses. `writers.ts` has the writer of each. */
export const FORMATS = [
  VOC,
  COCO_INSTANCES,
  COCO_PANOPTIC,
  YOLO_SEGMENTATION,
  YOLO_SEMANTIC,
  MMSEGMENTATION,
  FOLDERS,
  CVAT,
  IMAGEFOLDER,
  FIFTYONE,
  GREY,
  CLASS_MAPS,
  WEBDATASET,
] as const;

export type Format = (typeof FORMATS)[number];
export type FormatId = Format['id'];

/** How pairs are to be laid out: what an export is asked for, and what is remembered of the last one. */
export interface FormatChoice {
  readonly format: FormatId;
  /** A value for each option of the format, and no others. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** Whole per cent of the pairs that train, 0 … 100; the others validate. */
  readonly trainPercent: number;
}

export function formatOf(id: FormatId): DatasetFormat {
  return FORMATS.find((format) => format.id === id) as DatasetFormat;
}

/** A format as it is offered before anything about it was chosen. */
export function defaultChoice(format: FormatId): FormatChoice {
  const options = Object.entries(formatOf(format).options).map(([name, option]) => [name, option.default] as const);
  return { format, options: Object.fromEntries(options), trainPercent: DEFAULT_TRAIN_PERCENT };
}

/**
 * Checks a choice that comes from storage or another thread.
 * @throws StudioError `settings-invalid` naming what is unknown, missing or out of range
 */
export function validateChoice({ format, options, trainPercent }: FormatChoice): void {
  const known = FORMATS.some(({ id }) => id === format);
  if (!known) throw invalid(`one of the formats ${FORMATS.map(({ id }) => id).join(', ')}`, format);
  if (!Number.isInteger(trainPercent) || trainPercent < 0 || trainPercent > 100) {
    throw invalid('a share for training of 0 to 100 whole per cent', trainPercent);
  }
  const expected = formatOf(format).options;
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(expected, name)) throw invalid(`options that “${format}” has`, name);
  }
  for (const [name, option] of Object.entries(expected)) {
    const value = options[name];
    if (!fits(option, value)) throw invalid(`${name}, ${inWords(option)}`, value);
  }
}

function fits(option: FormatOption, value: OptionValue | undefined): boolean {
  if (option.kind === 'choice') return option.choices.some((choice) => choice.value === value);
  if (option.kind === 'switch') return typeof value === 'boolean';
  if (typeof value !== 'number' || !(value >= option.min && value <= option.max)) return false;
  return Number.isInteger((value - option.min) / option.step);
}

function inWords(option: FormatOption): string {
  if (option.kind === 'choice') return `one of ${option.choices.map(({ value }) => value).join(', ')}`;
  return option.kind === 'switch' ? 'on or off' : `${option.min} to ${option.max} in steps of ${option.step}`;
}

function invalid(expected: string, found: unknown): StudioError {
  const message = `An export needs ${expected}; found ${JSON.stringify(found) ?? 'nothing'}. Choose the format anew.`;
  return new StudioError({ code: 'settings-invalid', message });
}
