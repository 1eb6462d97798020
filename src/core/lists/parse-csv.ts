export type CsvDelimiter = ',' | ';' | '\t';

export interface CsvRecord {
  readonly cells: readonly string[];
  /** Where it begins and ends in the text, its line break not included. */
  readonly start: number;
  readonly end: number;
  /** A quote that does not end, or text after the quote that ends a cell. The record is then its first line. */
  readonly isBroken: boolean;
}

/** A longer cell is one whose quote does not end: looking for it to the end of the text, row after row, would take minutes. */
const MAX_QUOTED = 20_000;
const QUOTE = '"';

/**
 * Records of a CSV text after RFC 4180: cells in quotes may hold delimiters, line breaks and doubled quotes. Lines end with CRLF,
 * LF or CR. A quote within a cell that does not begin with one is a character like others, as in `a 12" wheel`.
 * @param maxRecords Records to read at most.
 */
export function parseCsv(text: string, delimiter: CsvDelimiter, maxRecords = Number.POSITIVE_INFINITY): CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = 0;
  while (at < text.length && records.length < maxRecords) {
    const record = readRecord(text, at, delimiter);
    records.push(record);
    at = record.end + (text.startsWith('\r\n', record.end) ? 2 : 1);
  }
  return records;
}

function readRecord(text: string, start: number, delimiter: CsvDelimiter): CsvRecord {
  const cells: string[] = [];
  for (let at = start; ; at++) {
    const cell = text[at] === QUOTE ? readQuoted(text, at) : readPlain(text, at, delimiter);
    const next = cell ? text[cell.end] : undefined;
    if (!cell || (next !== undefined && next !== delimiter && !isLineBreak(next))) {
      const end = lineEnd(text, start);
      return { cells: [text.slice(start, end)], start, end, isBroken: true };
    }
    cells.push(cell.value);
    at = cell.end;
    if (next !== delimiter) return { cells, start, end: cell.end, isBroken: false };
  }
}

function readPlain(text: string, start: number, delimiter: CsvDelimiter): { value: string; end: number } {
  let end = start;
  while (end < text.length && text[end] !== delimiter && !isLineBreak(text[end])) end++;
  return { value: text.slice(start, end), end };
}

/** Null where the quote does not end. */
function readQuoted(text: string, start: number): { value: string; end: number } | null {
  const pieces: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf(QUOTE, from);
    // Searching from a quote that is far away would find it again from every row.
    if (quote < 0 || quote - start > MAX_QUOTED) return null;
    pieces.push(text.slice(from, quote));
    if (text[quote + 1] !== QUOTE) return { value: pieces.join(QUOTE), end: quote + 1 };
    from = quote + 2;
  }
}

function lineEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && !isLineBreak(text[end])) end++;
  return end;
}

function isLineBreak(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}
