import { describe, expect, it } from 'vitest';
import { VOC_20 } from '../voc-20.ts';
import { meansTheSame } from './means-the-same.ts';
import { BUILT_IN_LABEL_SETS, hasItsId, ownLabelSet } from './own-label-set.ts';

const [aeroplane, bicycle, bird] = VOC_20.classes as [
  (typeof VOC_20.classes)[0],
  (typeof VOC_20.classes)[0],
  (typeof VOC_20.classes)[0],
];

describe('ownLabelSet', () => {
  it('numbers classes by their place', () => {
    expect(ownLabelSet('Two', [bird, aeroplane]).classes.map(({ id, name }) => [id, name])).toEqual([
      [1, 'bird'],
      [2, 'aeroplane'],
    ]);
  });

  it('gives equal content one id, and any change another', () => {
    const set = ownLabelSet('Birds & more', [bird, bicycle]);
    expect(set.id).toMatch(/^birds-more-[0-9a-f]{12}$/);
    expect(ownLabelSet('Birds & more', [{ ...bird, id: 7 } as typeof bird, bicycle]).id).toBe(set.id);
    const others = [
      ownLabelSet('Birds & mere', [bird, bicycle]),
      ownLabelSet('Birds & more', [bicycle, bird]),
      ownLabelSet('Birds & more', [bird]),
      ownLabelSet('Birds & more', [{ ...bird, name: 'Bird' }, bicycle]),
      ownLabelSet('Birds & more', [{ ...bird, promptName: 'birds' }, bicycle]),
      ownLabelSet('Birds & more', [{ ...bird, synonyms: ['crow'] }, bicycle]),
      ownLabelSet('Birds & more', [{ ...bird, color: [1, 2, 3] }, bicycle]),
      ownLabelSet('Birds & more', [{ ...bird, cocoCategoryId: 16 }, bicycle]),
    ];
    expect(new Set([set, ...others].map(({ id }) => id)).size).toBe(others.length + 1);
  });

  it('has an id of safe characters for a name in another alphabet', () => {
    expect(ownLabelSet('动物', [bird]).id).toMatch(/^labels-[0-9a-f]{12}$/);
    expect(ownLabelSet(`${'long '.repeat(19)}x`, [bird]).id).toMatch(/^[a-z0-9-]{1,40}$/);
  });

  it('refuses what no mask can hold', () => {
    expect(() => ownLabelSet('None', [])).toThrow(/at least one class/);
    expect(() => ownLabelSet('', [bird])).toThrow(/a name of up to/);
    expect(() => ownLabelSet('Twice', [bird, bird])).toThrow(/“bird” twice/);
  });
});

it('knows a set that was changed under its id', () => {
  const set = ownLabelSet('Birds', [bird, bicycle]);
  expect(hasItsId(set)).toBe(true);
  expect(hasItsId({ ...set, classes: set.classes.toReversed() })).toBe(false);
});

it('has VOC first among the sets that are there by themselves, with fixed ids', () => {
  expect(BUILT_IN_LABEL_SETS.map(({ id }) => id)).toEqual(['voc-20', 'coco-80']);
});

describe('meansTheSame', () => {
  const made = ownLabelSet('Birds', [bird, bicycle]);
  it.each([
    ['more classes at the end', [bird, bicycle, aeroplane], true],
    ['other colours and words', [{ ...bird, color: [9, 9, 9] as const, promptName: 'songbird' }, bicycle], true],
    ['another order', [bicycle, bird], false],
    ['a class less', [bird], false],
    ['another name', [{ ...bird, name: 'Bird' }, bicycle], false],
  ])('%s: %#', (_, classes, expected) => {
    expect(meansTheSame(made, ownLabelSet('Other', classes))).toBe(expected);
  });
});
