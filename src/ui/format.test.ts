import { describe, expect, it } from 'vitest';
import { evidenceText, formatDuration, formatEvidence, formatShare, formatStepTime } from './format.ts';

describe('formatDuration', () => {
  it.each([
    [-5, '0 s'],
    [4_400, '4 s'],
    [150_000, '3 min'],
    [7_200_000, '2.0 h'],
  ])('writes %d ms as %s', (durationMs, text) => expect(formatDuration(durationMs)).toBe(text));
});

describe('formatStepTime', () => {
  it.each([
    [239.6, '240 ms'],
    [999.7, '1.0 s'],
    [1_260, '1.3 s'],
    [31_700, '32 s'],
  ])('writes %d ms as %s', (stepMs, text) => expect(formatStepTime(stepMs)).toBe(text));
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

describe('evidenceText', () => {
  it('says what becomes of an absent class', () => {
    expect(evidenceText({ classId: 8, evidence: 3.4, present: true })).toMatch(
      /3\.4× as much as chance would have it\.$/,
    );
    expect(evidenceText({ classId: 8, evidence: 1, present: false })).toContain('leaves it out');
  });
});
