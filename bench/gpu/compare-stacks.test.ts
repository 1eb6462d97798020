import { expect, test } from 'vitest';
import type { AttentionRecord } from '../../src/core/attention/types.ts';
import { compareStacks } from './compare-stacks.ts';

const column = (classIndex: number) =>
  ({ classIndex, crossSide: 16, bin: 0, softmax: 'all', weight: 1 }) as AttentionRecord['columns'][number];
/** Two rows of numbers at one side. */
const record = (classes: readonly number[], data: readonly number[], selfSide = 8) => ({
  columns: classes.map(column),
  stacks: [{ selfSide, data: Float32Array.from(data) }],
});
const expected = record([0, 1], [0.25, 0.5, 1, 0.125]);

test('columns are compared by what they are, in whatever order', () => {
  const found = record([1, 0], [0.5, 0.25, 0.125, 0.75]);
  expect(compareStacks(expected, found)).toEqual([{ selfSide: 8, largest: 0.25, peak: 1 }]);
  expect(compareStacks(expected, record([1, 2, 0], [0.5, 9, 0.25, 0.125, 9, 1]))[0]?.largest).toBe(0);
});

test('a side or a column that is not there is no likeness', () => {
  for (const found of [record([1], [0.5, 0.125]), record([0, 1], [0.25, 0.5, 1, 0.125], 16)]) {
    expect(compareStacks(expected, found)[0]?.largest).toBeNaN();
  }
});
