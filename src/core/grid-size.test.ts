import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareSides, gridOf, mapSide, meanSide, parseMapSide, sideText, square, tokensOf } from './grid-size.ts';

const length = fc.integer({ min: 1, max: 4096 });
const size = fc.record({ width: length, height: length });

test('a size is one side, and a side one size', () => {
  fc.assert(
    fc.property(size, (one) => {
      const side = mapSide(one);
      expect(gridOf(side)).toEqual(one);
      expect(tokensOf(side)).toBe(one.width * one.height);
      expect(parseMapSide(sideText(side))).toBe(side);
      expect(parseMapSide(`${one.width}x${one.height}`)).toBe(side);
    }),
  );
});

test('a square is its side alone', () => {
  fc.assert(
    fc.property(length, (side) => {
      expect(mapSide(square(side))).toBe(side);
      expect(meanSide(side)).toBe(side);
    }),
  );
});

test.each(['', '0×4', '4×', '×', '4', '-1×2', '1.5×2', ' 4×4', '4×4×4'])('“%s” is no side', (text) => {
  expect(parseMapSide(text)).toBeNull();
});

test('sides are sorted by their tokens', () => {
  expect([32, mapSide({ width: 40, height: 24 }), mapSide({ width: 10, height: 6 }), 8].sort(compareSides)).toEqual([
    '10×6',
    8,
    '40×24',
    32,
  ]);
});
