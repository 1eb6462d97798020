import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellsOf } from './grid-size.ts';
import { frameOf, isPadded, padPicture, photoSize } from './photo-frame.ts';
import { type PictureSizes, sizeProblem } from './picture-sizes.ts';
import { sizePresets } from './size-presets.ts';

const FREE: PictureSizes = {
  usual: { width: 128, height: 128 },
  latentFactor: 4,
  step: 16,
  isFree: true,
  maxPixels: 1e6,
  crossDownscales: [1, 2, 4],
  selfDownscales: [1, 2, 4],
};
const FIXED: PictureSizes = { ...FREE, usual: { width: 512, height: 512 }, latentFactor: 8, step: 64, isFree: false };

const photo = fc.record({ width: fc.integer({ min: 32, max: 6000 }), height: fc.integer({ min: 32, max: 6000 }) });
const stretch = (size: { width: number; height: number }, aspect: number) =>
  Math.abs(Math.log(size.width / size.height / aspect));

describe('the size of a photo', () => {
  test.each([
    [{ width: 3000, height: 2000 }, FREE, { width: 144, height: 96 }],
    [{ width: 2000, height: 3000 }, FREE, { width: 96, height: 144 }],
    [{ width: 1000, height: 1000 }, FREE, { width: 128, height: 128 }],
    [{ width: 4000, height: 3000 }, FREE, { width: 128, height: 96 }],
    [{ width: 4000, height: 3000 }, FIXED, { width: 512, height: 384 }],
    [{ width: 700, height: 700 }, FIXED, { width: 512, height: 512 }],
    [
      { width: 4000, height: 3000 },
      { ...FIXED, step: null },
      { width: 512, height: 512 },
    ],
  ])('%o', (from, sizes, expected) => expect(photoSize(from, sizes)).toEqual(expected));

  test('is one that the model can look at, for every photo', () => {
    fc.assert(
      fc.property(photo, fc.constantFrom(FREE, FIXED), (one, sizes) => {
        const size = photoSize(one, sizes);
        expect(frameOf(size, sizes)).not.toBeNull();
        if (sizes.isFree) expect(sizeProblem(sizes, size)).toBeNull();
      }),
    );
  });

  test('keeps the shape of usual photos within a few per cent', () => {
    const aspect = fc.double({ min: 0.5, max: 2, noNaN: true });
    fc.assert(
      fc.property(aspect, (wanted) => {
        const one = { width: Math.round(3000 * wanted), height: 3000 };
        expect(stretch(photoSize(one, FREE), wanted)).toBeLessThan(0.06);
        expect(stretch(photoSize(one, FIXED), wanted)).toBeLessThan(0.12);
      }),
    );
  });
});

describe('the frame', () => {
  test('is the picture itself where the model draws its size, else of the usual size and begins between cells', () => {
    expect(frameOf({ width: 144, height: 96 }, FREE)).toEqual({ frame: { width: 144, height: 96 }, x: 0, y: 0 });
    const wide = { width: 512, height: 320 };
    const frame = frameOf(wide, FIXED);
    expect(frame).toEqual({ frame: FIXED.usual, x: 0, y: 64 });
    expect(frame && isPadded(frame, wide)).toBe(true);
    expect(frameOf({ width: 512, height: 300 }, FIXED)).toBeNull();
    expect(frameOf({ width: 576, height: 320 }, FIXED)).toBeNull();
    expect(frameOf({ width: 150, height: 96 }, FREE)).toBeNull();
  });

  test('mirrors the picture at its edges', () => {
    const grey = [1, 2, 3, 4];
    const picture = { width: 2, height: 2, rgba: Uint8ClampedArray.from(grey.flatMap((v) => [v, v, v, 255])) };
    const rgba = padPicture(picture, { frame: { width: 4, height: 4 }, x: 1, y: 1 });
    expect([...rgba].filter((_, i) => i % 4 === 0)).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
  });
});

test('presets are sizes that the model draws, each once, a square first', () => {
  const presets = sizePresets(FREE);
  expect(presets[0]).toEqual({ shape: 'Square', size: FREE.usual });
  expect(presets.every(({ size }) => sizeProblem(FREE, size) === null)).toBe(true);
  expect(new Set(presets.map(({ size }) => `${size.width}×${size.height}`)).size).toBe(presets.length);
  expect(presets.every(({ size }) => cellsOf(size) > 0.4 * 128 * 128)).toBe(true);
  expect(presets.find(({ shape }) => shape === '3:2')?.size).toEqual({ width: 144, height: 96 });
});
