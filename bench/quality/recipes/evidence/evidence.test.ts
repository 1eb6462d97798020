import { describe, expect, test } from 'vitest';
import { strongestColumn, wordsInCaption } from '../background-words.ts';
import { backgroundShare, perMean } from './background-share.ts';
import { pickColumns, resizeColumns, sideBySide, sumColumns } from './evidence.ts';
import { type Decision, openEvidence } from './mask-from-evidence.ts';
import { affinityAgreement, sumToOne } from './weigh-sites.ts';

describe('columns', () => {
  const pair = Float32Array.of(1, 2, 3, 4);

  test('are put beside each other, picked and summed', () => {
    expect([...sideBySide([pair, Float32Array.of(9, 8)], 2)]).toEqual([1, 2, 9, 3, 4, 8]);
    expect([...pickColumns(pair, 2, [1, 0, 1])]).toEqual([2, 1, 2, 4, 3, 4]);
    expect([...sumColumns(pair, 2, 0)]).toEqual([3, 7]);
    expect([...sumColumns(pair, 2, 1)]).toEqual([2, 4]);
  });

  test('are resized one by one', () => {
    expect([...resizeColumns(Float32Array.of(1, 5, 1, 5, 1, 5, 1, 5), 2, 1)]).toEqual([1, 5]);
  });
});

describe('sites', () => {
  test('agree with the affinity as their columns correlate with what it makes of them', () => {
    const map = Float32Array.of(0, 1, 1, 0, 2, 1, 3, 0);
    expect(affinityAgreement(map, map, 2)).toBeCloseTo(1, 6);
    const opposite = map.map((value) => -value);
    expect(affinityAgreement(map, opposite, 2)).toBe(0);
    // One column of two agrees, the other is constant.
    const half = map.map((value, cell) => (cell % 2 === 0 ? value : 7));
    expect(affinityAgreement(map, half, 2)).toBeCloseTo(0.5, 6);
  });

  test('weigh the same whatever their mass', () => {
    expect([...sumToOne(Float32Array.of(1, 10, 3, 30), 2)]).toEqual([0.25, 0.25, 0.75, 0.75]);
  });
});

describe('background', () => {
  test('words are whole words of the caption; the strongest has the greatest sum', () => {
    expect(wordsInCaption('Two seals on the sea at night', ['sea', 'seals', 'sand', 'night'])).toEqual([0, 1, 3]);
    expect(strongestColumn(Float32Array.of(9, 1, 2, 9, 2, 1), 3, 1)).toBe(1);
  });

  test('has its share at each cell, and half is where the class overtakes it', () => {
    // A class and two background columns at three cells.
    const shares = backgroundShare(Float32Array.of(3, 1, 1, 1, 1, 0, 0, 0, 0), 3, 1);
    expect(shares[0]).toBeCloseTo(0.75, 6);
    expect(shares[1]).toBeCloseTo(0.5, 6);
    expect(shares[2]).toBe(0);
    expect([...perMean(Float32Array.of(1, 0, 3, 0), 2)]).toEqual([0.5, 0, 1.5, 0]);
  });
});

describe('a mask', () => {
  /** Two classes and a background column on 2 × 2 cells, each pixel a cell. */
  const columns = Float32Array.of(1, 0, 0.6, 0, 1, 0.6, 0.7, 0, 1, 0.2, 0, 0);
  const identity = Float32Array.from({ length: 16 }, (_, cell) => (cell % 5 === 0 ? 1 : 0));
  const common = { side: 2, self: identity, classIds: [3, 7], present: [true, true], width: 2, height: 2 };
  const maskOf = (decision: Decision, threshold: number) => [
    ...openEvidence({ ...common, columns, decision })({ tau: 0, threshold }),
  ];

  test('is the best class above the threshold', () => {
    const evidence = { ...common, columns: pickColumns(columns, 3, [0, 1]), decision: 'threshold' } as const;
    const mask = openEvidence(evidence)({ tau: 1, threshold: 0.5 });
    // (0.7 − 0.2)/(1 − 0) = 0.7 of class 3 at the third cell, nothing at the fourth.
    expect([...mask]).toEqual([3, 7, 3, 0]);
  });

  test('leaves to the background what it wins, with the threshold or without', () => {
    expect(maskOf('rival', 0.5)).toEqual([3, 7, 0, 0]);
    // The fourth cell: class 3 has 0.2 of its range, the background nothing.
    expect(maskOf('rival-only', 0.5)).toEqual([3, 7, 0, 3]);
    expect(maskOf('share', 0.5)).toEqual([3, 7, 0, 3]);
    expect(maskOf('share', 0.4)).toEqual([3, 7, 3, 3]);
  });
});
