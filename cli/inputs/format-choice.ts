import {
  defaultChoice,
  FORMATS,
  type FormatChoice,
  type FormatId,
  validateChoice,
} from '../../src/core/dataset/formats/registry.ts';
import { formatOptions } from '../datasets/format-options.ts';

/** Shorter names of formats, as people call them. */
const ALIASES: Readonly<Record<string, FormatId>> = { coco: 'coco-instances', yolo: 'yolo-segmentation' };

/** All names that `--format` takes. */
export const FORMAT_NAMES: readonly string[] = [...FORMATS.map(({ id }) => id), ...Object.keys(ALIASES)];

export interface AskedFormat {
  /** One of `FORMAT_NAMES`; missing: that of a settings file, or VOC. */
  readonly format?: string | undefined;
  /** `NAME=VALUE` each. */
  readonly option?: readonly string[] | undefined;
  readonly trainPercent?: string | undefined;
}

/**
 * How a dataset is laid out, by options of the command line over what a settings file has.
 * @throws StudioError `arguments-invalid`, `settings-invalid`
 */
export function readFormatChoice(
  { format, option = [], trainPercent }: AskedFormat,
  file?: FormatChoice,
): FormatChoice {
  const id = format === undefined ? (file?.format ?? 'voc') : (ALIASES[format] ?? (format as FormatId));
  const percent = trainPercent === undefined ? file?.trainPercent : Number(trainPercent);
  const isKnown = FORMATS.some((known) => known.id === id);
  const options = isKnown ? formatOptions(id, option, file?.format === id ? file.options : {}) : {};
  const choice = { format: id, options, trainPercent: percent ?? defaultChoice('voc').trainPercent };
  validateChoice(choice);
  return choice;
}
