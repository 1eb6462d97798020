import type { LabelClass } from '../prompt/types.ts';
import { checkFileName, codePoint, fileNameKey } from './file-name-rules.ts';
import { kindOf } from './json-rows.ts';
import { LIST_LIMITS } from './limits.ts';
import { classReader } from './read-classes.ts';
import type { ListItem, ListRow, RawField, RawRow, RowError, RowErrorKind, RowRules } from './types.ts';

const MAX_SEED = 0xffffffff;
const MAX_NAMED = 5;
/** Line breaks and tabs are spaces in a caption; other control characters, and halves of characters, are mistakes. */
const CONTROL = /(?!\s)[\p{Cc}\p{Cs}]/u;

/** Thrown within one row only. */
class RowRefused extends Error {
  constructor(readonly rowError: RowError) {
    super(rowError.message);
  }
}

/**
 * Judges the rows of one list, in their order: the first of two rows with one file name is good, where it is good otherwise.
 * Never throws for what a list may hold.
 */
export function createRowJudge(rules: RowRules): (row: RawRow) => ListRow {
  const readClasses = classReader(rules.labelSet);
  /** Row by the key of its file name. */
  const names = new Map<string, number>();

  function itemOf(raw: RawRow): ListItem {
    if (raw.error) throw new RowRefused(raw.error);
    const written = captionOf(raw.caption);
    const classes = classesOf(raw, written);
    if (classes.length === 0) refuse('no-class', noClass(raw));
    const caption = withoutClasses(written, classes, raw);
    const seed = raw.seed ? seedOf(raw.seed) : null;
    const failure = rules.checkPrompt(caption, classes);
    if (failure) refuse(failure.code === 'prompt-too-long' ? 'too-long' : 'prompt-invalid', failure.message);
    const fileName = raw.fileName && nameOf(raw.fileName, raw.row);
    const item = { caption, classIds: classes.map(({ id }) => id), seed };
    return fileName === undefined ? item : { ...item, fileName };
  }

  function classesOf(raw: RawRow, caption: string): readonly LabelClass[] {
    if (raw.isWithoutClasses) return rules.findClasses(caption);
    const { name, value } =
      raw.classes ?? refuse('field-missing', 'The field “classes” (or “class_prompt”) is missing.');
    const texts = Array.isArray(value) ? value : [value];
    const wrong = texts.find((text) => typeof text !== 'string');
    if (wrong !== undefined || !isTexts(texts)) {
      refuse('field-type', `“${name}” must hold class names; found ${kindOf(wrong)}.`);
    }
    const text = texts.join(', ');
    refuseLong(name, text);
    const control = CONTROL.exec(text)?.[0];
    if (control !== undefined)
      refuse('control-characters', `“${name}” holds the control character ${codePoint(control)}.`);
    const { classes, unknown } = readClasses(text);
    if (unknown.length > 0) refuse('class-unknown', unknownClass(unknown, rules.labelSet.name));
    return classes;
  }

  /** Dataset Diffusion's captions end with the class prompt, which the prompt style adds here. */
  function withoutClasses(caption: string, classes: readonly LabelClass[], { classes: field }: RawRow): string {
    const at = caption.lastIndexOf(';');
    if (at < 0 || !/^class[\s_-]*prompt$/i.test(field?.name ?? '')) return caption;
    const end = readClasses(caption.slice(at + 1));
    const isSame =
      end.unknown.length === 0 && end.classes.map(({ id }) => id).join() === classes.map(({ id }) => id).join();
    return isSame ? caption.slice(0, at).trim() : caption;
  }

  function nameOf({ name: field, value }: RawField, row: number): string {
    if (typeof value !== 'string') return refuse('field-type', `“${field}” must be a text; found ${kindOf(value)}.`);
    const name = value.normalize('NFC');
    if (name.trim() === '') refuse('field-type', `“${field}” must name a file; found ${kindOf(value)}.`);
    const error = checkFileName(name);
    if (error) throw new RowRefused(error);
    const key = fileNameKey(name);
    const first = names.get(key);
    if (first !== undefined) refuse('name-duplicate', `The file name “${name}” is that of row ${first} already.`);
    names.set(key, row);
    return name;
  }

  return (raw) => {
    try {
      return { ok: true, row: raw.row, item: itemOf(raw) };
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      return { ok: false, row: raw.row, error: error.rowError, text: raw.text };
    }
  };
}

function captionOf(field: RawField | undefined): string {
  if (!field) return refuse('field-missing', 'The field “caption” is missing.');
  if (typeof field.value !== 'string') {
    return refuse('field-type', `“${field.name}” must be a text; found ${kindOf(field.value)}.`);
  }
  refuseLong(field.name, field.value);
  const control = CONTROL.exec(field.value)?.[0];
  if (control !== undefined) {
    refuse('control-characters', `The caption holds the control character ${codePoint(control)}.`);
  }
  return field.value.replace(/\s+/g, ' ').trim();
}

function refuseLong(name: string, { length }: string): void {
  const most = LIST_LIMITS.fieldCharacters;
  if (length > most) refuse('too-long', `“${name}” may have ${most} characters; found ${length}.`);
}

function seedOf({ name, value }: RawField): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_SEED) return value;
  const found = typeof value === 'string' ? `“${value.slice(0, 40)}”` : kindOf(value);
  return refuse('field-type', `“${name}” must be a whole number from 0 to ${MAX_SEED}; found ${found}.`);
}

function unknownClass(words: readonly string[], labelSetName: string): string {
  const named = words.slice(0, MAX_NAMED).map((word) => `“${word.slice(0, 40)}”`);
  const more = words.length > MAX_NAMED ? ` and ${words.length - MAX_NAMED} more` : '';
  return `${named.join(', ')}${more}: no class of ${labelSetName}.`;
}

function noClass({ isWithoutClasses }: RawRow): string {
  if (!isWithoutClasses) return 'No class is named. A mask needs at least one.';
  return 'No class is named, and the caption speaks of none. Write “caption; class, class”.';
}

function isTexts(values: readonly unknown[]): values is readonly string[] {
  return values.every((value) => typeof value === 'string');
}

function refuse(kind: RowErrorKind, message: string): never {
  throw new RowRefused({ kind, message });
}
