import { expect, it } from 'vitest';
import { FLAG_KINDS, type Flag } from '../../../core/review/types.ts';
import { flagText, flagTitle } from './flag-words.ts';

it.each<[Flag, string]>([
  [{ kind: 'empty-mask' }, 'No pixel has a class: training would see background and void only.'],
  [
    { kind: 'absent-class', classId: 8, evidence: 0.8, present: false },
    'cat has no pixel: the model looked at it 0.8× as much as chance would have it, too little.',
  ],
  [
    { kind: 'absent-class', classId: 8, evidence: 4, present: true },
    'No score of cat reached β as the best of its pixel, so it has no pixel.',
  ],
  [
    { kind: 'unusual-area', classId: 8, share: 0.01, low: 0.04, high: 0.4 },
    'cat covers 1.0%: smaller than in nine of ten pictures of it, where it is 4.0% … 40%.',
  ],
  [
    { kind: 'unusual-area', classId: 8, share: 0.5, low: 0.04, high: 0.4 },
    'cat covers 50%: larger than in nine of ten pictures of it, where it is 4.0% … 40%.',
  ],
  [
    { kind: 'low-presence', classId: 8, evidence: 1.2 },
    'The model looked at cat 1.2× as much as chance would have it; under 2× is little.',
  ],
  [{ kind: 'much-void', share: 0.31 }, '31% of the picture is void, more than 20%: training ignores it.'],
  [{ kind: 'near-duplicate', of: 'a' }, 'It looks like an older picture of the gallery.'],
])('explains %j', (flag, text) => expect(flagText(flag, () => 'cat')).toBe(text));

it('has another name for each kind', () => {
  expect(new Set(FLAG_KINDS.map(flagTitle)).size).toBe(FLAG_KINDS.length);
});
