import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VOC_20 } from '../prompt/voc-20.ts';
import { decodeText } from './decode-text.ts';
import { createRowJudge } from './judge-row.ts';
import { RULES } from './list-rules.fixture.ts';
import { readRows } from './read-rows.ts';
import type { ListItem } from './types.ts';
import { writeListCsv, writeListJson, writeListText, writeReferenceJson } from './write-list.ts';

const ITEMS: readonly ListItem[] = [
  { caption: 'a cat, a dog', classIds: [8, 12], fileName: 'one.jpg', seed: 7 },
  { caption: 'a "tv"; on a table', classIds: [20, 11], seed: null },
  { caption: 'ein Pferd 🐎 und\tein Bus', classIds: [13, 6], fileName: 'Pferd.jpg', seed: null },
];
const SEEDS = [writeListJson, writeReferenceJson, writeListCsv, writeListText].map((write) => write(ITEMS, VOC_20));
const BITS = [
  '"',
  '""',
  '[',
  '{',
  '}',
  ',',
  ';',
  '\t',
  '\r',
  '\n',
  '\\u0000',
  '\0',
  '\uFEFF',
  '\ud800',
  'null',
  '1e999',
  '__proto__',
  'CON',
  '../',
  'sep=;\n',
  'caption,classes\n',
  '}\n{',
];

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(12),
  put: fc.oneof(fc.constantFrom(...BITS), fc.string({ unit: 'binary', maxLength: 4 })),
});
const mutated = fc.tuple(fc.constantFrom(...SEEDS), fc.array(edit, { maxLength: 8 })).map(([text, edits]) =>
  edits.reduce((now, { at, cut, put }) => {
    const start = Math.floor(at * now.length);
    return now.slice(0, start) + put + now.slice(start + cut);
  }, text),
);
const anyJson = fc.oneof(
  fc.json(),
  fc
    .array(
      fc.dictionary(
        fc.constantFrom('caption', 'classes', 'class_prompt', 'filename', 'seed'),
        fc.anything({ withNullPrototype: true }),
      ),
      { maxLength: 4 },
    )
    .map((rows) => JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value))),
);

/** Every row is an item or a typed error in words; nothing is thrown. */
function check(text: string): void {
  const list = readRows(text);
  if (!list.ok) {
    expect(list.problem.message).toMatch(/\.$/);
    return;
  }
  const judge = createRowJudge(RULES);
  let last = 0;
  for (const raw of list.rows) {
    const row = judge(raw);
    expect(row.row).toBeGreaterThan(last);
    last = row.row;
    if (row.ok) {
      expect(row.item.classIds.length).toBeGreaterThan(0);
      expect(row.item.caption).not.toMatch(/[\n\r\t\0]/);
    } else {
      expect(row.error.message).toMatch(/[.”]$/);
      expect(row.text).not.toMatch(/\p{Cc}/u);
    }
  }
}

test('5,000 mutated and random lists give items or typed errors', () => {
  const texts = fc.oneof(
    { weight: 6, arbitrary: mutated },
    { weight: 2, arbitrary: anyJson },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...BITS, 'a cat', 'x') }) },
  );
  fc.assert(fc.property(texts, check), { numRuns: 5_000 });
}, 240_000);

test('1,000 random files are text or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const decoded = decodeText(bytes);
      if ('text' in decoded) check(decoded.text);
      else expect(decoded.problem.kind).toBe('not-text');
    }),
    { numRuns: 1_000 },
  );
}, 60_000);

test.each([
  ['brackets', '['.repeat(4_000_000)],
  ['objects in objects', '{"prompts":'.repeat(200_000)],
  ['quotes', `caption,classes\n${'"'.repeat(4_000_001)}`],
  ['semicolons', ';'.repeat(4_000_000)],
  ['one long line', `a cat ${'x'.repeat(4_000_000)}; cat`],
  ['one long class list', `a cat; ${'tv '.repeat(1_000_000)}`],
  ['spaces', `caption${' '.repeat(4_000_000)}x`],
])('four megabytes of %s end', (_, text) => check(text), 60_000);
