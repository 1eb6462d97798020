import { shortened } from './limits.ts';
import type { ListProblem, RawField, RawList, RawRow } from './types.ts';

/** What `writeListJson` writes beside the prompts. */
export const JSON_FORMAT = 'prompt-list';
export const JSON_VERSION = 1;

const FIELDS = {
  caption: ['caption', 'prompt'],
  classes: ['classes', 'class_prompt'],
  fileName: ['filename', 'file_name', 'fileName', 'file'],
  seed: ['seed'],
} as const;
const KNOWN: readonly string[] = Object.values(FIELDS).flat();

/**
 * Rows of a JSON text: an array of objects, as Dataset Diffusion's `[{filename, caption, class_prompt}]`, or ours,
 * `{format: "prompt-list", version: 1, prompts: […]}`.
 */
export function jsonRows(text: string): RawList {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return problem('syntax', `This is not JSON: ${(error as Error).message}. Correct the file.`);
  }
  if (isObject(value) && own(value, 'format') === JSON_FORMAT) {
    const version = own(value, 'version');
    if (typeof version === 'number' && version > JSON_VERSION) {
      return problem(
        'newer',
        `This list has version ${version}; this studio reads up to ${JSON_VERSION}. Update the studio.`,
      );
    }
  }
  const entries = isObject(value) ? own(value, 'prompts') : value;
  if (!Array.isArray(entries)) {
    return problem(
      'no-list',
      `Expected an array of prompts, or an object with it as “prompts”; found ${kindOf(value)}.`,
    );
  }
  return list(
    'json',
    entries.map((entry: unknown, index) => rowOf(entry, index + 1)),
    entries,
  );
}

/** Rows of a text of which each line is a JSON object. Row numbers are lines. */
export function jsonLineRows(text: string): RawList {
  const values: unknown[] = [];
  const rows = text.split(/\r\n|\n|\r/).flatMap((line, index): RawRow[] => {
    if (line.trim() === '') return [];
    try {
      const value: unknown = JSON.parse(line);
      values.push(value);
      return [rowOf(value, index + 1)];
    } catch (error) {
      const message = `This line is not JSON: ${(error as Error).message}.`;
      return [{ row: index + 1, text: shortened(line), error: { kind: 'syntax', message } }];
    }
  });
  return list('json-lines', rows, values);
}

function rowOf(value: unknown, row: number): RawRow {
  const text = shortened(JSON.stringify(value) ?? '');
  if (!isObject(value)) {
    return { row, text, error: { kind: 'not-an-object', message: `Expected an object; found ${kindOf(value)}.` } };
  }
  const field = (names: readonly string[]): RawField | undefined => {
    const name = names.find((candidate) => Object.hasOwn(value, candidate));
    return name === undefined ? undefined : { name, value: value[name] };
  };
  const fields = Object.entries(FIELDS).flatMap(([key, names]) => {
    const found = field(names);
    // An optional one that is null is one that is not there.
    const isLeftOut = (key === 'fileName' || key === 'seed') && found?.value === null;
    return found && !isLeftOut ? [[key, found] as const] : [];
  });
  return { row, text, ...Object.fromEntries(fields) };
}

function list(form: 'json' | 'json-lines', rows: readonly RawRow[], values: readonly unknown[]): RawList {
  const ignored = new Set(values.filter(isObject).flatMap((value) => Object.keys(value)));
  for (const name of KNOWN) ignored.delete(name);
  return { ok: true, form, rows, ignored: [...ignored].sort() };
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a value is, in words. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return value.trim() === '' ? 'an empty text' : 'a text';
  return typeof value === 'number' ? `the number ${value}` : String(value);
}

function problem(kind: ListProblem['kind'], message: string): RawList {
  return { ok: false, problem: { kind, message } };
}
