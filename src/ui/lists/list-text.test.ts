import { expect, test } from 'vitest';
import type { ListRow } from '../../core/lists/types.ts';
import type { OpenList } from '../../studio/lists/list-state.ts';
import { listNotes, listSummary } from './list-text.ts';

const good: ListRow = { ok: true, row: 1, item: { caption: 'a cat', classIds: [8], seed: 7 } };
const bad: ListRow = { ok: false, row: 2, text: 'x', error: { kind: 'no-class', message: 'No class.' } };
const list = (change: object = {}) =>
  ({ phase: 'read', name: null, form: 'text', rows: [good], ignored: [], isUnchecked: false, ...change }) as Extract<
    OpenList,
    { phase: 'read' }
  >;

test('says how many rows are good', () => {
  expect(listSummary(list())).toBe('text: 1 good row, none with errors.');
  expect(listSummary(list({ name: 'a.csv', form: 'csv', rows: [good, good, bad] }))).toBe(
    'a.csv, CSV: 2 good rows, 1 with errors.',
  );
});

test('says what is left out, made up or not known yet', () => {
  expect(listNotes(list(), 3)).toEqual([]);
  const seedless = { ...good, item: { ...good.item, seed: null } };
  expect(listNotes(list({ rows: [seedless], ignored: ['steps'], isUnchecked: true }), 3)).toEqual([
    expect.stringContaining('loading'),
    'Not known and left out: steps.',
    expect.stringContaining('seed, 3'),
  ]);
});
