import type { Failure } from '../errors.ts';
import type { LabelClass, LabelSet } from '../prompt/types.ts';

/** One picture that a list asks for. */
export interface ListItem {
  readonly caption: string;
  /** In the order of the class prompt, each once. */
  readonly classIds: readonly number[];
  /** As the list has it; a picture's ending such as `.jpg` may be there. */
  readonly fileName?: string;
  /** Unsigned 32-bit; null: from the content. */
  readonly seed: number | null;
}

/** How a list is written. `json-lines` is one object a line. */
export type ListForm = 'json' | 'json-lines' | 'csv' | 'text';

export type RowErrorKind =
  | 'not-an-object'
  | 'syntax'
  | 'field-missing'
  | 'field-type'
  | 'class-unknown'
  | 'no-class'
  | 'too-long'
  | 'prompt-invalid'
  | 'name-duplicate'
  | 'name-path'
  | 'name-reserved'
  | 'name-invalid'
  | 'control-characters';

export interface RowError {
  readonly kind: RowErrorKind;
  /** What was expected, what was found. */
  readonly message: string;
}

/** One row of a list, judged. `row` is what an editor shows: the line, the row of a sheet, the entry of a JSON array; from 1. */
export type ListRow =
  | { readonly ok: true; readonly row: number; readonly item: ListItem }
  | { readonly ok: false; readonly row: number; readonly error: RowError; readonly text: string };

/** A value with the name that the list gives it. */
export interface RawField {
  readonly name: string;
  readonly value: unknown;
}

/** One row as it is written: nothing about it has been judged. */
export interface RawRow {
  readonly row: number;
  /** The row's beginning, to know it by. */
  readonly text: string;
  readonly caption?: RawField;
  readonly classes?: RawField;
  readonly fileName?: RawField;
  readonly seed?: RawField;
  /** The list has no place for classes: those that the caption speaks of are meant. */
  readonly isWithoutClasses?: boolean;
  /** It could not be read as a row at all. */
  readonly error?: RowError;
}

/** Why nothing of a list can be read. */
export interface ListProblem {
  readonly kind: 'empty' | 'not-text' | 'too-large' | 'syntax' | 'no-list' | 'newer' | 'no-columns';
  /** What was expected, what was found, what to do. */
  readonly message: string;
}

export type RawList =
  | {
      readonly ok: true;
      readonly form: ListForm;
      readonly rows: readonly RawRow[];
      /** Columns or fields that nothing is known about. */
      readonly ignored: readonly string[];
    }
  | { readonly ok: false; readonly problem: ListProblem };

/** What a row is judged by. */
export interface RowRules {
  readonly labelSet: LabelSet;
  /** Classes that a caption speaks of, in its order. */
  readonly findClasses: (caption: string) => readonly LabelClass[];
  /** Whether the model can be given it: as many tokens as fit, characters that it can write. */
  readonly checkPrompt: (caption: string, classes: readonly LabelClass[]) => Failure | null;
}
