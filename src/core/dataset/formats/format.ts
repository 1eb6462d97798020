import type { DatasetFile, DatasetWriterInput } from '../types.ts';

/** One of a few ways. */
export interface ChoiceOption {
  readonly kind: 'choice';
  /** For people. */
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly default: string;
}

export interface NumberOption {
  readonly kind: 'number';
  /** For people, with its unit. */
  readonly label: string;
  readonly min: number;
  readonly max: number;
  /** From `min` on. */
  readonly step: number;
  readonly default: number;
}

export interface SwitchOption {
  readonly kind: 'switch';
  readonly label: string;
  readonly default: boolean;
}

export type FormatOption = ChoiceOption | NumberOption | SwitchOption;
export type FormatOptions = Readonly<Record<string, FormatOption>>;

export type OptionValue = string | number | boolean;

type ValueOf<Option extends FormatOption> = Option extends ChoiceOption
  ? Option['choices'][number]['value']
  : Option extends NumberOption
    ? number
    : boolean;

/** The value of each option of a format. */
export type OptionValuesOf<Options extends FormatOptions> = {
  readonly [Name in keyof Options]: ValueOf<Options[Name]>;
};

/** What a person chooses a format by. Plain data: the page knows all formats without loading a writer. */
export interface DatasetFormat {
  readonly id: string;
  /** For people. */
  readonly label: string;
  /** Who reads it, in one line. */
  readonly readers: string;
  readonly options: FormatOptions;
}

/** What a writer made of the pairs. */
export interface WrittenDataset {
  /** In any order. */
  readonly files: readonly DatasetFile[];
  /** What the format could not hold, in sentences: regions that were dropped, holes that were bridged. */
  readonly notes: readonly string[];
}

/**
 * Lays pairs out as one format. The same input and options give the same files, bytes and all. Masks may be read before
 * it resolves; of a pair's pixels it keeps no more than some kilobytes until its files are read.
 *
 * @throws StudioError `settings-invalid` for a label set that the format cannot express, and what reading throws
 */
export type DatasetWriter<Format extends DatasetFormat = DatasetFormat> = (
  input: DatasetWriterInput,
  options: OptionValuesOf<Format['options']>,
) => Promise<WrittenDataset>;
