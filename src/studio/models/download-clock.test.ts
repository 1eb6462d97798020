import { expect, it } from 'vitest';
import { createDownloadClock } from './download-clock.ts';

const MB = 1e6;

function clock() {
  let nowMs = 0;
  const { note } = createDownloadClock(() => nowMs);
  return (atMs: number, loadedBytes: number, totalBytes = 100 * MB) => {
    nowMs = atMs;
    return note(loadedBytes, totalBytes);
  };
}

it('tells nothing until the pace is known', () => {
  const note = clock();
  expect(note(0, 0)).toBeNull();
  expect(note(500, MB)).toBeNull();
  expect(note(2_000, 2 * MB)).toBe(98_000);
});

it('does not take what was there before for pace', () => {
  const note = clock();
  note(0, 90 * MB);
  expect(note(5_000, 95 * MB)).toBe(5_000);
});

it('follows a change of pace, and a stall has no end', () => {
  const note = clock();
  note(0, 0);
  note(4_000, 40 * MB);
  note(8_000, 44 * MB);
  expect(note(12_001, 48 * MB)).toBeCloseTo((52 / (48 - 44)) * 4_001, 5);
  expect(note(30_000, 48 * MB)).toBeNull();
});
