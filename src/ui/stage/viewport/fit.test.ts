import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitGrid, fitScale, regionPixelSide, stepZoom } from './fit.ts';

const square = { width: 128, height: 128 };

describe('fitScale', () => {
  it('keeps large pixels whole in device pixels', () => {
    expect(fitScale(square, { width: 700, height: 900 }, 1)).toBe(5);
    expect(fitScale(square, { width: 350, height: 900 }, 2)).toBe(2.5);
  });

  it('fills the box where pixels are small', () => {
    expect(fitScale({ width: 512, height: 512 }, { width: 700, height: 700 }, 1)).toBeCloseTo(700 / 512);
  });

  it('survives a box that is not laid out yet', () => expect(fitScale(square, { width: 0, height: 0 }, 1)).toBe(1));
});

describe('stepZoom', () => {
  it('walks the steps from a scale between them', () => {
    expect(stepZoom(5, 1)).toBe(8);
    expect(stepZoom(5, -1)).toBe(4);
    expect(stepZoom(1, -1)).toBe(0);
    expect(stepZoom(16, 1)).toBe(16);
  });
});

describe('fitGrid', () => {
  it('never leaves the box', () => {
    const side = fc.integer({ min: 200, max: 1200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), side, side, (count, width, height) => {
        const { columns, side: tile } = fitGrid(count, { width, height }, 8, 20);
        const rows = Math.ceil(count / columns);
        expect(columns * tile + (columns - 1) * 8).toBeLessThanOrEqual(width);
        if (tile > 0) expect(rows * (tile + 20) + (rows - 1) * 8).toBeLessThanOrEqual(height);
      }),
    );
  });

  it('puts two tiles side by side in a wide box', () => {
    expect(fitGrid(2, { width: 808, height: 500 }, 8, 20)).toEqual({ columns: 2, side: 400 });
  });
});

it.each([
  [128, 5, 5],
  [128, 4.6, 5],
  [512, 1.3, 1],
  [512, 8, 4],
  [64, 0.4, 1],
  [4096, 2, 1],
])('draws the regions of a mask of %d pixels at %f device pixels with %d', (side, devicePixels, expected) => {
  expect(regionPixelSide({ width: side, height: side }, devicePixels)).toBe(expected);
});
