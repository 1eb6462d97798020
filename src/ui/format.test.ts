import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatEvidence, formatShare } from './format.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_500, '1.5 kB'],
    [23_400_000, '23 MB'],
    [5_200_000_000, '5.2 GB'],
  ])('writes %d as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe('formatDuration', () => {
  it.each([
    [-5, '0 s'],
    [4_400, '4 s'],
    [150_000, '3 min'],
    [7_200_000, '2.0 h'],
  ])('writes %d ms as %s', (durationMs, text) => expect(formatDuration(durationMs)).toBe(text));
});

describe('formatShare', () => {
  it('never hides a share that is there', () => {
    expect(formatShare(0)).toBe('0%');
    expect(formatShare(1 / 16384)).toBe('<0.1%');
    expect(formatShare(0.052)).toBe('5.2%');
    expect(formatShare(0.52)).toBe('52%');
  });
});

describe('formatEvidence', () => {
  it('keeps a digit where it matters', () => {
    expect(formatEvidence(1.04)).toBe('1.0×');
    expect(formatEvidence(14.6)).toBe('15×');
  });
});
