import { expect, it } from 'vitest';
import { flagPairs, LOW_EVIDENCE } from './flag-pairs.ts';
import { reviewPair } from './review-pair.fixture.ts';
import type { ReviewPair } from './types.ts';
import { LEAST_PICTURES, usualAreas } from './usual-areas.ts';

const NONE = new Map<string, string>();
const flagsOf = (change: Partial<ReviewPair>) => flagPairs([reviewPair('1', change)], NONE)['1'];
const counts = (background: number, none: number, classes: Record<number, number>) => ({
  pixels: { background, void: none, classes },
});
const withArea = (id: number, area: number) => reviewPair(String(id), counts(100 - area, 0, { 8: area }));

it('flags nothing about a usual pair', () => expect(flagsOf({})).toBeUndefined());

it('flags nothing about a mask that is not made yet, but its picture', () => {
  const unmade = { presence: [], ...counts(0, 0, {}) };
  expect(flagsOf(unmade)).toBeUndefined();
  const duplicates = new Map([['1', '0']]);
  expect(flagPairs([reviewPair('1', unmade)], duplicates)).toEqual({ 1: [{ kind: 'near-duplicate', of: '0' }] });
});

it('flags an empty mask with the class that it lacks', () => {
  const presence = [{ classId: 8, evidence: 0.8, present: false }];
  expect(flagsOf({ presence, ...counts(100, 0, {}) })).toEqual([
    { kind: 'empty-mask' },
    { kind: 'absent-class', classId: 8, evidence: 0.8, present: false },
  ]);
});

it('flags a class that has evidence and no pixel, beside one that has both', () => {
  const presence = [
    { classId: 8, evidence: 3, present: true },
    { classId: 9, evidence: 2, present: true },
  ];
  expect(flagsOf({ presence })).toEqual([{ kind: 'absent-class', classId: 9, evidence: 2, present: true }]);
});

it('flags low evidence of a class that is there', () => {
  const presence = (evidence: number) => ({ presence: [{ classId: 8, evidence, present: true }] });
  expect(flagsOf(presence(1.2))).toEqual([{ kind: 'low-presence', classId: 8, evidence: 1.2 }]);
  expect(flagsOf(presence(LOW_EVIDENCE))).toBeUndefined();
});

it('flags much void', () => {
  expect(flagsOf(counts(60, 20, { 8: 20 }))).toBeUndefined();
  expect(flagsOf(counts(59, 21, { 8: 20 }))).toEqual([{ kind: 'much-void', share: 0.21 }]);
});

it('flags areas outside the 5th and 95th percentile of their class, rejected pairs counted', () => {
  // Areas 1 … 41 %: the percentiles are at ranks 2 and 38 from 0.
  const pairs = Array.from({ length: 41 }, (_, i) => ({ ...withArea(i, i + 1), review: 'rejected' as const }));
  expect(usualAreas(pairs).get('voc-20/8')).toEqual({ low: 0.03, high: 0.39 });
  const flags = flagPairs(pairs, NONE);
  expect(Object.keys(flags)).toEqual(['0', '1', '39', '40']);
  expect(flags['40']).toEqual([{ kind: 'unusual-area', classId: 8, share: 0.41, low: 0.03, high: 0.39 }]);
});

it('knows no usual area of few pictures, nor across label sets', () => {
  const few = Array.from({ length: LEAST_PICTURES - 1 }, (_, i) => withArea(i, i + 1));
  expect(usualAreas(few).size).toBe(0);
  const other = withArea(99, 50);
  const mixed = [...few, { ...other, settings: { ...other.settings, labelSetId: 'coco-80' } }];
  expect(usualAreas(mixed).size).toBe(0);
  expect(usualAreas([...few, withArea(99, 50)]).size).toBe(1);
});
