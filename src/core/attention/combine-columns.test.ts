import { describe, expect, test } from 'vitest';
import { combineColumns } from './combine-columns.ts';
import { type AttentionRecord, MAX_TAU, SOFTMAX_SCOPES, type StackColumn } from './types.ts';

/** Two classes, sides 8 and 16, two bins of weights 1 and 3; the value of a cell tells its power, token and column. */
const columns: StackColumn[] = [8, 16].flatMap((crossSide) =>
  [0, 1].flatMap((bin) =>
    SOFTMAX_SCOPES.flatMap((softmax) =>
      [0, 1].map((classIndex) => ({ classIndex, crossSide, bin, softmax, weight: bin === 0 ? 1 : 3 })),
    ),
  ),
);
const TOKENS = 4;
const cellValue = (power: number, token: number, column: number) => power * 1000 + token * 100 + column;
const record: AttentionRecord = {
  version: 1,
  classIds: [15, 20],
  positions: 32,
  windowBins: 2,
  crossSides: [8, 16],
  columns,
  stacks: [
    {
      selfSide: 2,
      data: Float32Array.from({ length: (MAX_TAU + 1) * TOKENS * columns.length }, (_, i) => {
        const row = Math.floor(i / columns.length);
        return cellValue(Math.floor(row / TOKENS), row % TOKENS, i % columns.length);
      }),
    },
  ],
};
const selection = { crossSides: [16], selfSide: 2, window: [0, 1], softmax: 'all' } as const;

describe('combineColumns', () => {
  test('one matching column passes through', () => {
    const { stack } = combineColumns(record, { ...selection, window: [1, 1] });
    const column = columns.findIndex(
      (c) => c.crossSide === 16 && c.bin === 1 && c.softmax === 'all' && c.classIndex === 1,
    );
    for (const [power, token] of [
      [0, 0],
      [3, 2],
      [MAX_TAU, 3],
    ] as const) {
      expect(stack[(power * TOKENS + token) * 2 + 1]).toBe(cellValue(power, token, column));
    }
  });

  test('columns are averaged by weight', () => {
    const indices = columns.flatMap((c, i) => (c.softmax === 'all' && c.classIndex === 0 ? [i] : []));
    const weights = indices.map((i) => columns[i]!.weight);
    const mean = indices.reduce((sum, i, at) => sum + weights[at]! * i, 0) / weights.reduce((a, b) => a + b);
    const { stack } = combineColumns(record, { ...selection, crossSides: [8, 16] });
    expect(stack[(2 * TOKENS + 1) * 2]).toBeCloseTo(2100 + mean, 3);
  });

  test('raw is the first power', () => {
    const { stack, raw } = combineColumns(record, selection);
    expect(raw).toEqual(stack.slice(0, TOKENS * 2));
  });

  test.each([
    ['no cross side', { crossSides: [] }, /sides none/],
    ['an unknown cross side', { crossSides: [32] }, /sides 32 .*Choose among sides 8, 16/],
    ['an unknown self side', { selfSide: 4 }, /among 2 was expected, found 4/],
    ['a window past the end', { window: [0, 2] as const }, /parts 0 to 1 was expected, found 0 to 2/],
    ['a window backwards', { window: [1, 0] as const }, /found 1 to 0/],
  ])('%s is refused', (_, change, message) => {
    expect(() => combineColumns(record, { ...selection, ...change })).toThrow(
      expect.objectContaining({ code: 'settings-invalid', message: expect.stringMatching(message) }),
    );
  });
});
