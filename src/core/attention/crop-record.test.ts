import { expect, test } from 'vitest';
import { defaultTuning } from '../segmentation/tuning-defaults.ts';
import { cropRecord } from './crop-record.ts';
import { tuningOfFrame } from './frame-cut.ts';
import { type AttentionRecord, MAX_TAU } from './types.ts';

/** Each value tells its power, token and column. */
function record(selfSide: number): AttentionRecord {
  const columns = [8, 4].map((crossSide, bin) => {
    return { classIndex: 0, crossSide, bin, softmax: 'all', weight: 1 } as const;
  });
  const tokens = selfSide * selfSide;
  const data = Float32Array.from({ length: (MAX_TAU + 1) * tokens * columns.length }, (_, i) => i);
  const sides = { crossSides: [4, 8], columns, stacks: [{ selfSide, data }] };
  return { version: 1, classIds: [7], positions: 32, windowBins: 2, ...sides };
}

const FRAME = { width: 64, height: 64 };
const STRIP = { frame: FRAME, part: { x: 16, y: 32, width: 48, height: 16 } };

test('of every map the cells of the part remain, with their values', () => {
  const whole = record(8);
  const cropped = cropRecord(whole, STRIP);
  expect(cropped.crossSides).toEqual(['3×1', '6×2']);
  expect(cropped.columns.map(({ crossSide }) => crossSide)).toEqual(['6×2', '3×1']);
  const [stack] = cropped.stacks;
  expect(stack).toMatchObject({ selfSide: '6×2' });
  const expected = Array.from({ length: MAX_TAU + 1 }, (_, power) =>
    [4, 5].flatMap((row) =>
      [2, 3, 4, 5, 6, 7].flatMap((column) => [0, 1].map((c) => (power * 64 + row * 8 + column) * 2 + c)),
    ),
  ).flat();
  expect([...(stack?.data ?? [])]).toEqual(expected);
});

test('edges in attention are those of the part', () => {
  const edges = { width: 4, height: 4, values: Float32Array.from({ length: 16 }, (_, i) => i) };
  expect(cropRecord({ ...record(8), edges }, STRIP).edges).toEqual({
    width: 3,
    height: 1,
    values: Float32Array.of(9, 10, 11),
  });
  expect(cropRecord(record(8), STRIP)).not.toHaveProperty('edges');
});

test('a tuning that names sides of the part means those of the frame that they come from', () => {
  const sides = { crossSides: [4, 8], selfSides: [8, 16] };
  const tuning = {
    ...defaultTuning(['3×1', '6×2'], ['6×2', '12×4'], 32, 1),
    crossSides: ['6×2'],
    selfSide: '12×4',
  } as const;
  expect(tuningOfFrame(tuning, sides, STRIP)).toEqual({ ...tuning, crossSides: [8], selfSide: 16 });
  expect(() => tuningOfFrame({ ...tuning, selfSide: 16 }, sides, STRIP)).toThrow('No map has side 16');
});

test('the whole frame is the record itself', () => {
  expect(cropRecord(record(8), { frame: FRAME, part: { ...FRAME, x: 0, y: 0 } })).toEqual(record(8));
});

test('a part that ends within a cell is refused', () => {
  expect(() => cropRecord(record(8), { frame: FRAME, part: { x: 4, y: 0, width: 16, height: 16 } })).toThrow(
    'cuts through cells of 4×4',
  );
});
