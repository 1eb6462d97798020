import { expect, it } from 'vitest';
import type { StudioState } from '../../studio/types.ts';
import { exportNote } from './export-note.ts';

const idle = { phase: 'idle', done: 0, total: 0 } as const;
const pairs = (...reviews: string[]) => reviews.map((review, id) => ({ id: String(id), review })) as never;

it.each<[string, Partial<StudioState>]>([
  ['Nothing to export yet', {}],
  ['All pictures are rejected', { pairs: pairs('rejected') }],
  ['1 pair · Pascal VOC', { pairs: pairs('accepted') }],
  ['2 pairs, without 1 rejected · Pascal VOC', { pairs: pairs('accepted', 'rejected', 'unreviewed') }],
  ['2 pairs selected · Pascal VOC', { pairs: pairs('accepted', 'rejected', 'rejected'), selection: ['0', '1'] }],
  ['1 of 4 pairs', { exporting: { phase: 'running', done: 1, total: 4, remainingMs: null } }],
  ['1 of 4 pairs · 61 s left', { exporting: { phase: 'running', done: 1, total: 4, remainingMs: 61_000 } }],
  ['Cancelling', { exporting: { phase: 'cancelling', done: 1, total: 4, remainingMs: 61_000 } }],
])('says %j', (note, state) => {
  expect(exportNote({ pairs: [], selection: [], exporting: idle, ...state })).toBe(note);
});
