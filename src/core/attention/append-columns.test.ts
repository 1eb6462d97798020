import { describe, expect, it } from 'vitest';
import { appendClasses, layoutMisfit, layoutOf, takeClasses } from './append-columns.ts';
import { combineColumns } from './combine-columns.ts';
import { type AttentionRecord, MAX_TAU } from './types.ts';

/** Two cross sides and both scopes; each value says which class, column and cell it is. */
function recordOf(classIds: readonly number[], crossSides = [8, 16], selfSides = [2, 3]): AttentionRecord {
  const columns = crossSides.flatMap((crossSide) =>
    (['all', 'classes'] as const).flatMap((softmax) =>
      classIds.map((_, classIndex) => ({ classIndex, crossSide, bin: 0, softmax, weight: 2 })),
    ),
  );
  const stack = (selfSide: number) => ({
    selfSide,
    data: Float32Array.from({ length: (MAX_TAU + 1) * selfSide ** 2 * columns.length }, (_, i) => {
      const column = columns[i % columns.length]!;
      return (classIds[column.classIndex] as number) + column.crossSide / 100 + Math.floor(i / columns.length) / 1e4;
    }),
  });
  return { version: 1, classIds, positions: 32, windowBins: 1, crossSides, columns, stacks: selfSides.map(stack) };
}

const selection = { crossSides: [16], selfSide: 3, window: [0, 0], softmax: 'all' } as const;

describe('classes that are added to a record', () => {
  it('stand after its own, which keep every bit', () => {
    const record = recordOf([8, 9]);
    const both = appendClasses(record, recordOf([12]));
    expect(both.classIds).toEqual([8, 9, 12]);
    expect(takeClasses(both, [8, 9])).toEqual(record);
    expect(takeClasses(both, [12])).toEqual(recordOf([12]));
    const own = combineColumns(record, selection).stack;
    const [joined, alone] = [combineColumns(both, selection).stack, combineColumns(recordOf([12]), selection).stack];
    joined.forEach((value, i) => {
      const [row, column] = [Math.floor(i / 3), i % 3];
      expect(value).toBe(column < 2 ? own[row * 2 + column] : alone[row]);
    });
  });

  it('leave out sides that the record does not have', () => {
    const record = recordOf([8]);
    expect(appendClasses(record, recordOf([12], [8, 16, 32], [2, 3, 4]))).toEqual(
      appendClasses(record, recordOf([12])),
    );
  });

  it('are refused where they have another layout, or are there already', () => {
    const record = recordOf([8]);
    expect(() => appendClasses(record, recordOf([8]))).toThrow(/each class once, found 8 twice/);
    expect(() => appendClasses(record, recordOf([9], [8]))).toThrow(/cross-attention at 8, 16, found 8/);
    expect(() => appendClasses(record, recordOf([9], [8, 16], [2]))).toThrow(/self-attention at 2, 3, found 2/);
    expect(() => appendClasses(record, { ...recordOf([9]), windowBins: 2 })).toThrow(/1 parts of the run, found 2/);
    expect(() => appendClasses(record, { ...recordOf([9]), positions: 77 })).toThrow(/of 32 positions, found 77/);
    expect(layoutMisfit(layoutOf(record), layoutOf(recordOf([9], [4, 8, 16])))).toBeNull();
  });
});
