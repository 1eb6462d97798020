import { csvRows, isCsv, type NeededColumn } from './csv-rows.ts';
import { jsonLineRows, jsonRows } from './json-rows.ts';
import { LIST_LIMITS } from './limits.ts';
import { textRows } from './text-rows.ts';
import type { ListForm, RawList } from './types.ts';

export interface RowsWish {
  /** What the rows of a sheet must have; without `caption` there is no list as text. */
  readonly column?: NeededColumn;
  readonly maxRows?: number;
}

/**
 * The rows of a list, as they are written. Its form is told by its content: JSON begins with a bracket, CSV with the names of its
 * columns, all else is a prompt a line.
 * @param form The form, where it is known.
 */
export function readRows(
  text: string,
  form?: ListForm,
  { column = 'caption', maxRows = LIST_LIMITS.rows }: RowsWish = {},
): RawList {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (body.trim() === '') {
    return {
      ok: false,
      problem: { kind: 'empty', message: 'The list is empty. Give a prompt a line, or a JSON or CSV list.' },
    };
  }
  const readCsv = (csv: string) => csvRows(csv, column, maxRows);
  const readers = {
    json: jsonRows,
    'json-lines': jsonLineRows,
    csv: readCsv,
    text: column === 'caption' ? textRows : readCsv,
  };
  const list = readers[form ?? formOf(body, column)](body);
  if (!list.ok) return list;
  if (list.rows.length === 0) {
    return { ok: false, problem: { kind: 'empty', message: 'The list has no rows. Add at least one prompt.' } };
  }
  if (list.rows.length > maxRows) {
    const most = maxRows.toLocaleString('en');
    return {
      ok: false,
      problem: { kind: 'too-large', message: `A list may have ${most} rows; this one has more. Split it.` },
    };
  }
  return list;
}

function formOf(text: string, column: NeededColumn): ListForm {
  if (isJson(text)) return 'json';
  const [first = '', second = ''] = text.split(/[\r\n]+/, 3).filter((line) => line.trim() !== '');
  if (/^\s*\{/.test(first) && /^\s*\{/.test(second) && (isJson(first) || isJson(second))) return 'json-lines';
  // A caption may begin with a bracket, too, but not with one that a JSON value follows.
  if (/^\s*[[{]\s*(["{}[\]]|$)/.test(text)) return 'json';
  return isCsv(text, column) ? 'csv' : 'text';
}

/** Whether it is a JSON array or object. */
function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
