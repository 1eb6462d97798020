import { describe, expect, test } from 'vitest';
import { buildColumns, type CrossMap } from './class-columns.ts';

/** Side 2, four positions: token n looks at position t with 10·n + t, summed over two sites. */
const map: CrossMap = {
  side: 2,
  bin: 0,
  softmax: 'all',
  weight: 2,
  positions: 4,
  data: Float32Array.from({ length: 16 }, (_, i) => 2 * (10 * Math.floor(i / 4) + (i % 4))),
};
const spans = [
  { classId: 15, start: 1, end: 2 },
  { classId: 1, start: 2, end: 4 },
];

describe('buildColumns', () => {
  test('a column is the span’s mean divided by the weight', () => {
    const { columns, x0 } = buildColumns({ crossMaps: [map], spans, selfSide: 2 });
    expect([...x0]).toEqual([1, 2.5, 11, 12.5, 21, 22.5, 31, 32.5]);
    expect(columns).toEqual([
      { classIndex: 0, crossSide: 2, bin: 0, softmax: 'all', weight: 2 },
      { classIndex: 1, crossSide: 2, bin: 0, softmax: 'all', weight: 2 },
    ]);
  });

  test('maps follow one another, each resized to the self side', () => {
    const flat: CrossMap = {
      ...map,
      side: 4,
      bin: 3,
      softmax: 'classes',
      weight: 1,
      data: new Float32Array(64).fill(0.25),
    };
    const { columns, x0 } = buildColumns({ crossMaps: [map, flat], spans, selfSide: 2 });
    expect(columns.map(({ crossSide, bin }) => [crossSide, bin])).toEqual([
      [2, 0],
      [2, 0],
      [4, 3],
      [4, 3],
    ]);
    expect([...x0.subarray(0, 4)]).toEqual([1, 2.5, 0.25, 0.25]);
  });

  test('a span outside the positions is a bug', () => {
    expect(() => buildColumns({ crossMaps: [map], spans: [{ classId: 2, start: 3, end: 5 }], selfSide: 2 })).toThrow(
      RangeError,
    );
  });
});
