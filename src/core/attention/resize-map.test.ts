import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellsOf, type GridSize, mapSide } from '../grid-size.ts';
import { bicubicTaps } from './bicubic.ts';
import { resizeMap } from './resize-map.ts';

const ramp = (side: number) => Float32Array.from({ length: side * side }, (_, i) => i);

describe('bicubic taps', () => {
  test('weights of every position sum to 1 and indices stay inside', () => {
    const side = fc.integer({ min: 1, max: 80 });
    fc.assert(
      fc.property(side, side, (from, to) => {
        const { indices, weights } = bicubicTaps(from, to);
        for (let i = 0; i < to; i++) {
          const sum = weights.subarray(i * 4, i * 4 + 4).reduce((total, weight) => total + weight, 0);
          expect(sum).toBeCloseTo(1, 5);
        }
        expect(indices.every((index) => index >= 0 && index < from)).toBe(true);
      }),
    );
  });

  const length = fc.integer({ min: 1, max: 12 });
  const grid = fc.record({ width: length, height: length });

  test('a map on its side is the same on its side', () => {
    const transposed = (map: Float32Array, { width, height }: GridSize) =>
      map.map((_, n) => map[(n % height) * width + Math.floor(n / height)]!);
    const turned = ({ width, height }: GridSize) => ({ width: height, height: width });
    fc.assert(
      fc.property(grid, grid, fc.infiniteStream(fc.float({ min: 0, max: 1, noNaN: true })), (from, to, values) => {
        const map = Float32Array.from([...values.take(cellsOf(from))]);
        const resized = resizeMap(map, mapSide(from), mapSide(to));
        const other = resizeMap(transposed(map, from), mapSide(turned(from)), mapSide(turned(to)));
        transposed(resized, to).forEach((value, n) => {
          expect(other[n]).toBeCloseTo(value, 5);
        });
      }),
    );
  });

  test('shrunk by a whole number a side, the mean stays', () => {
    fc.assert(
      fc.property(
        grid,
        length,
        length,
        fc.infiniteStream(fc.float({ min: 0, max: 1, noNaN: true })),
        (to, a, b, values) => {
          const from = { width: to.width * a, height: to.height * b };
          const map = Float32Array.from([...values.take(cellsOf(from))]);
          const mean = (numbers: Float32Array) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
          expect(mean(resizeMap(map, mapSide(from), mapSide(to)))).toBeCloseTo(mean(map), 4);
        },
      ),
    );
  });
});

describe('resizeMap', () => {
  test('grows as torch.nn.functional.interpolate(mode="bicubic", align_corners=False)', () => {
    // PyTorch 1.13, size=(4, 4) of [[0, 1], [0.5, 0.25]].
    const grown = resizeMap(Float32Array.from([0, 1, 0.5, 0.25]), 2, 4);
    const torch = [
      [-0.172108, 0.203697, 0.82267, 1.198475],
      [0.037682, 0.275681, 0.667679, 0.905678],
      [0.383217, 0.394241, 0.412399, 0.423424],
      [0.593006, 0.466225, 0.257408, 0.130627],
    ].flat();
    grown.forEach((value, index) => {
      expect(value).toBeCloseTo(torch[index]!, 5);
    });
  });

  test('shrinks by the mean of each box', () => {
    expect([...resizeMap(ramp(4), 4, 2)]).toEqual([2.5, 4.5, 10.5, 12.5]);
  });

  test('sides that do not divide share their edge rows', () => {
    expect([...resizeMap(ramp(3), 3, 2)]).toEqual([2, 3, 5, 6]);
  });

  test('the same side is a copy, not the array itself', () => {
    const source = ramp(3);
    const copy = resizeMap(source, 3, 3);
    expect(copy).toEqual(source);
    expect(copy.buffer).not.toBe(source.buffer);
  });

  test('a constant map stays constant', () => {
    const side = fc.integer({ min: 1, max: 24 });
    fc.assert(
      fc.property(side, side, (from, to) => {
        const resized = resizeMap(new Float32Array(from * from).fill(0.5), from, to);
        expect(resized.every((value) => Math.abs(value - 0.5) < 1e-6)).toBe(true);
      }),
    );
  });

  const length = fc.integer({ min: 1, max: 12 });
  const grid = fc.record({ width: length, height: length });

  test('a map on its side is the same on its side', () => {
    const transposed = (map: Float32Array, { width, height }: GridSize) =>
      map.map((_, n) => map[(n % height) * width + Math.floor(n / height)]!);
    const turned = ({ width, height }: GridSize) => ({ width: height, height: width });
    fc.assert(
      fc.property(grid, grid, fc.infiniteStream(fc.float({ min: 0, max: 1, noNaN: true })), (from, to, values) => {
        const map = Float32Array.from([...values.take(cellsOf(from))]);
        const resized = resizeMap(map, mapSide(from), mapSide(to));
        const other = resizeMap(transposed(map, from), mapSide(turned(from)), mapSide(turned(to)));
        transposed(resized, to).forEach((value, n) => {
          expect(other[n]).toBeCloseTo(value, 5);
        });
      }),
    );
  });

  test('shrunk by a whole number a side, the mean stays', () => {
    fc.assert(
      fc.property(
        grid,
        length,
        length,
        fc.infiniteStream(fc.float({ min: 0, max: 1, noNaN: true })),
        (to, a, b, values) => {
          const from = { width: to.width * a, height: to.height * b };
          const map = Float32Array.from([...values.take(cellsOf(from))]);
          const mean = (numbers: Float32Array) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
          expect(mean(resizeMap(map, mapSide(from), mapSide(to)))).toBeCloseTo(mean(map), 4);
        },
      ),
    );
  });
});
