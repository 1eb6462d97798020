import { expect, it } from 'vitest';
import { DEFAULT_EXPORT_CHOICE, type ExportChoice } from '../../core/dataset/export-choice.ts';
import type { StudioState } from '../../studio/types.ts';
import { exportNote } from './export-note.ts';

const chosen = (change: Partial<ExportChoice>) => ({ ...DEFAULT_EXPORT_CHOICE, ...change });
const idle = { phase: 'idle', done: 0, total: 0 } as const;
const pairs = (...reviews: string[]) => reviews.map((review, id) => ({ id: String(id), review })) as never;

it.each<[string, Partial<StudioState>]>([
  ['Nothing to export yet', {}],
  ['All pictures are rejected', { pairs: pairs('rejected') }],
  ['1 pair · Pascal VOC 2012', { pairs: pairs('accepted') }],
  ['2 pairs, without 1 rejected · Pascal VOC 2012', { pairs: pairs('accepted', 'rejected', 'unreviewed') }],
  ['2 pairs selected · Pascal VOC 2012', { pairs: pairs('accepted', 'rejected', 'rejected'), selection: ['0', '1'] }],
  ['No picture is accepted yet', { pairs: pairs('unreviewed'), exportChoice: chosen({ pairs: 'accepted' }) }],
  [
    '1 pair accepted · Plain grey PNG masks',
    { pairs: pairs('unreviewed', 'accepted'), exportChoice: chosen({ pairs: 'accepted', format: 'grey' }) },
  ],
  ['1 of 4 pairs', { exporting: { phase: 'running', done: 1, total: 4, remainingMs: null } }],
  ['1 of 4 pairs · 61 s left', { exporting: { phase: 'running', done: 1, total: 4, remainingMs: 61_000 } }],
  ['Cancelling', { exporting: { phase: 'cancelling', done: 1, total: 4, remainingMs: 61_000 } }],
])('says %j', (note, state) => {
  expect(exportNote({ pairs: [], selection: [], exportChoice: DEFAULT_EXPORT_CHOICE, exporting: idle, ...state })).toBe(
    note,
  );
});
