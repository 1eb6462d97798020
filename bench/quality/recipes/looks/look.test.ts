import { describe, expect, test } from 'vitest';
import { accumulateAttentionCpu } from '../../../../src/gpu/kernels/attention-accumulate/attention-accumulate.cpu.ts';
import { randomArray } from '../../../../src/gpu/testing/random-array.ts';
import type { ClassText } from './class-texts.ts';
import { Look } from './look.ts';
import { mirrorPicture, mirrorRows, mirrorSelf } from './mirror.ts';
import { mixHeads } from './mix-heads.ts';
import { spanMaps } from './span-maps.ts';

const SITE = {
  side: 2,
  heads: 2,
  headDim: 3,
  scale: 0.7,
  query: randomArray(4 * 6, 1),
  key: randomArray(10 * 6, 2),
};
/** The second of two texts of five positions; its second column is two tokens. */
const TEXT: ClassText = {
  start: 5,
  positions: 5,
  spans: [
    { start: 1, end: 2 },
    { start: 2, end: 4 },
  ],
};

describe('the attention of each head', () => {
  const maps = spanMaps(SITE, TEXT);

  test('averages to what the capture kernel makes of the same Q and K', () => {
    const out = new Float32Array(4 * 5);
    const { query, key, heads, headDim, scale } = SITE;
    const task = { q: query, qOffset: 0, k: key, kOffset: 5 * 6, queries: 4, keys: 5 };
    accumulateAttentionCpu({ ...task, heads, headDim, scale, weight: 1, keyBias: null, out });
    const mixed = mixHeads(maps, { weights: 'mean', rescale: false });
    for (let n = 0; n < 4; n++) {
      expect(mixed[n * 2]).toBeCloseTo(out[n * 5 + 1] as number, 6);
      expect(mixed[n * 2 + 1]).toBeCloseTo(((out[n * 5 + 2] as number) + (out[n * 5 + 3] as number)) / 2, 6);
      const sink = ((maps.sink[n] as number) + (maps.sink[4 + n] as number)) / 2;
      expect(sink).toBeCloseTo(out[n * 5] as number, 6);
    }
  });
});

describe('heads', () => {
  /** One cell, two heads, one column. */
  const maps = {
    side: 1,
    heads: 2,
    columns: 1,
    data: Float32Array.of(0.6, 0.1),
    sink: Float32Array.of(0.2, 0.8),
  };
  const mixed = (weights: 'mean' | 'awake' | 'telling', rescale = false) => mixHeads(maps, { weights, rescale })[0];

  test('are weighed by what they do not give to BOS, or by what they give to the columns', () => {
    expect(mixed('mean')).toBeCloseTo(0.35, 6);
    expect(mixed('awake')).toBeCloseTo(0.8 * 0.6 + 0.2 * 0.1, 6);
    expect(mixed('telling')).toBeCloseTo((0.36 + 0.01) / 0.7, 6);
  });

  test('are rescaled to a softmax without BOS', () => {
    expect(mixed('mean', true)).toBeCloseTo((0.6 / 0.8 + 0.1 / 0.2) / 2, 6);
  });
});

describe('the mirror', () => {
  test('exchanges left and right of pictures, rows and both axes of A_S', () => {
    const rgba = Uint8ClampedArray.of(1, 2, 3, 4, 5, 6, 7, 8);
    expect([...mirrorPicture({ width: 2, height: 1, rgba }).rgba]).toEqual([5, 6, 7, 8, 1, 2, 3, 4]);
    const rows = Float32Array.of(0, 1, 2, 3);
    expect([...mirrorRows(rows, 2)]).toEqual([1, 0, 3, 2]);
    const self = Float32Array.from({ length: 16 }, (_, cell) => cell);
    const mirrored = mirrorSelf(self, 2);
    // From the upper left to the lower right: now from the upper right to the lower left.
    expect(mirrored[1 * 4 + 2]).toBe(self[0 * 4 + 3]);
    expect(mirrorSelf(mirrored, 2)).toEqual(self);
  });

  test('makes the maps of a mirrored look those of the picture', () => {
    const look = new Look(2, randomArray(16, 3), [SITE]);
    const there = mixHeads(look.mapsAt(0, TEXT), { weights: 'mean', rescale: false });
    const back = mixHeads(look.mirrored().mapsAt(0, TEXT), { weights: 'mean', rescale: false });
    expect(back).toEqual(mirrorRows(there, 2));
  });
});
