import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CsvDelimiter, parseCsv } from './parse-csv.ts';

const cells = (text: string, delimiter: CsvDelimiter = ',') => parseCsv(text, delimiter).map((record) => record.cells);

// The numbered rules of RFC 4180, section 2.
describe('RFC 4180', () => {
  test('1: records end with line breaks', () => {
    expect(cells('aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n')).toEqual([
      ['aaa', 'bbb', 'ccc'],
      ['zzz', 'yyy', 'xxx'],
    ]);
  });
  test('2: the last one may have none', () => expect(cells('a,b\r\nc,d')).toEqual(cells('a,b\r\nc,d\r\n')));
  test('4: spaces are a part of a cell', () => expect(cells(' a , b ')).toEqual([[' a ', ' b ']]));
  test('5: a cell may be in quotes', () => expect(cells('"aaa","bbb",ccc')).toEqual([['aaa', 'bbb', 'ccc']]));
  test('6: and then hold delimiters, quotes and line breaks', () => {
    expect(cells('"a,\r\nb","c""d",""\r\ne')).toEqual([['a,\r\nb', 'c"d', ''], ['e']]);
  });
});

test('lines may end with LF or CR', () => expect(cells('a\nb\rc')).toEqual([['a'], ['b'], ['c']]));
test('semicolons and tabs', () => {
  expect(cells('a;"b;c"', ';')).toEqual([['a', 'b;c']]);
  expect(cells('a\tb,c', '\t')).toEqual([['a', 'b,c']]);
});
test('a delimiter at the end is an empty cell', () => expect(cells('a,\n')).toEqual([['a', '']]));
test('a quote within a plain cell is a character', () =>
  expect(cells('a 12" wheel,b')).toEqual([['a 12" wheel', 'b']]));

describe('broken records are their first line, and the next line is read', () => {
  test.each([
    ['a quote that does not end', '"a,b\nc,d', ['"a,b']],
    ['text after the quote', '"a"x,b\nc,d', ['"a"x,b']],
    ['a quote that ends after too much text', `"a\nc,d\n${'x'.repeat(20_001)}",b`, ['"a']],
  ])('%s', (_, text, first) => {
    const [broken, next] = parseCsv(text, ',');
    expect(broken).toMatchObject({ cells: first, isBroken: true });
    expect(next).toMatchObject({ cells: ['c', 'd'], isBroken: false });
  });
});

test('every text comes back that is written in quotes', () => {
  const table = fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(table, fc.constantFrom<CsvDelimiter>(',', ';', '\t'), (rows, delimiter) => {
      const line = (row: string[]) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter);
      expect(cells(rows.map(line).join('\r\n'), delimiter)).toEqual(rows);
    }),
  );
}, 60_000);

test('four megabytes of quotes that do not end are read at once', () => {
  const records = parseCsv('"a\n'.repeat((4 * 2 ** 20) / 3), ',');
  expect(records.length).toBeGreaterThan(1);
}, 60_000);
