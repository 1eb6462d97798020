import { shortened } from './limits.ts';
import { type CsvDelimiter, type CsvRecord, parseCsv } from './parse-csv.ts';
import type { RawList, RawRow } from './types.ts';

type Column = 'caption' | 'classes' | 'fileName' | 'seed';
/** What each row must have, so that its columns are told by it. */
export type NeededColumn = 'caption' | 'fileName';

const COLUMNS: Readonly<Record<string, Column>> = {
  caption: 'caption',
  prompt: 'caption',
  text: 'caption',
  classprompt: 'classes',
  classes: 'classes',
  class: 'classes',
  labels: 'classes',
  filename: 'fileName',
  file: 'fileName',
  name: 'fileName',
  seed: 'seed',
};
const DELIMITERS: readonly CsvDelimiter[] = [',', ';', '\t'];
/** Spreadsheets write it above the columns. */
const SEPARATOR_LINE = /^sep=(.)\r?\n/;
/** A longer first row is no row of names. */
const MAX_HEADER = 4_000;

/** Whether a text is CSV: its first row names columns, one of them that which is needed. */
export function isCsv(text: string, needed: NeededColumn): boolean {
  return headerOf(text, needed) !== null;
}

/**
 * Rows of a CSV text, by the names in its first row: `caption`, `classes` (or `class_prompt`), `filename`, `seed`, in any order and case.
 * Empty rows are skipped. Row numbers are those of a spreadsheet: the names stand in row 1.
 */
export function csvRows(text: string, needed: NeededColumn, maxRows: number): RawList {
  const header = headerOf(text, needed);
  if (!header) {
    return {
      ok: false,
      problem: {
        kind: 'no-columns',
        message: `The first row must name the columns, such as ${needed === 'caption' ? 'caption, classes, filename' : 'file, classes'}. Add it.`,
      },
    };
  }
  const { body, delimiter, names } = header;
  const columns = names.map((name) => COLUMNS[plainName(name)]);
  const records = parseCsv(body, delimiter, maxRows + 2).slice(1);
  const rows = records.flatMap((record, index) => {
    const isBlank = !record.isBroken && record.cells.every((cell) => cell.trim() === '');
    return isBlank ? [] : [rowOf(record, index + 2, shortened(body.slice(record.start, record.end)))];
  });
  return { ok: true, form: 'csv', rows, ignored: names.filter((name, i) => name.trim() !== '' && !columns[i]) };

  function rowOf({ cells, isBroken }: CsvRecord, row: number, shown: string): RawRow {
    if (isBroken) return syntaxError(row, shown, 'A cell in quotes must end with a quote, and a delimiter after it.');
    const extra = cells.slice(columns.length);
    if (extra.some((cell) => cell.trim() !== '')) {
      const expected = `Expected ${columns.length} ${columns.length === 1 ? 'cell' : 'cells'}, found ${cells.length}.`;
      return syntaxError(row, shown, `${expected} Put quotes around text that holds “${delimiter}”.`);
    }
    const fields: Partial<Record<Column, { name: string; value: unknown }>> = {};
    for (const [i, column] of columns.entries()) {
      const value = cells[i] ?? '';
      const isOptional = column === 'fileName' || column === 'seed';
      if (!column || (isOptional && value.trim() === '')) continue;
      fields[column] ??= { name: names[i] ?? column, value: column === 'seed' ? numberOf(value) : value };
    }
    return { row, text: shown, ...fields, isWithoutClasses: !columns.includes('classes') };
  }
}

interface Header {
  readonly body: string;
  readonly delimiter: CsvDelimiter;
  readonly names: readonly string[];
}

function headerOf(text: string, needed: NeededColumn): Header | null {
  const body = text.replace(SEPARATOR_LINE, '');
  for (const delimiter of /[\r\n]/.test(body.slice(0, MAX_HEADER)) || body.length < MAX_HEADER ? DELIMITERS : []) {
    const names = parseCsv(body, delimiter, 1)[0]?.cells.map((cell) => cell.trim());
    const known = names?.map((name) => COLUMNS[plainName(name)]) ?? [];
    // One word alone may be a caption of a text as well as a column's name.
    const isSure = needed !== 'caption' || (names ?? []).length > 1 || names?.[0]?.toLowerCase() === 'caption';
    if (names && known.includes(needed) && isSure) {
      return { body, delimiter, names };
    }
  }
  return null;
}

/** `Class prompt` and `class_prompt` are one column. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '');
}

function numberOf(cell: string): unknown {
  return /^\d+$/.test(cell.trim()) ? Number(cell) : cell;
}

function syntaxError(row: number, text: string, message: string): RawRow {
  return { row, text, error: { kind: 'syntax', message } };
}
