import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsOf, gridOf } from './grid-size.ts';
import { askedSize, latentSideOf, longestBeside, type PictureSizes, sidesAt, sizeProblem } from './picture-sizes.ts';

const BUNDLED: PictureSizes = {
  usual: { width: 128, height: 128 },
  latentFactor: 4,
  step: 16,
  isFree: true,
  maxPixels: 512 * 512,
  crossDownscales: [4, 2, 1],
  selfDownscales: [1, 2, 4],
};

test('what is not asked for is the usual size', () => {
  expect(askedSize({}, BUNDLED)).toEqual({ width: 128, height: 128 });
  expect(askedSize({ width: 160 }, BUNDLED)).toEqual({ width: 160, height: 128 });
});

test('sides of attention are the latent’s over each site’s downscale', () => {
  expect(latentSideOf({ width: 160, height: 96 }, BUNDLED)).toBe('40×24');
  const wide = ['10×6', '20×12', '40×24'];
  expect(sidesAt(BUNDLED, { width: 160, height: 96 })).toEqual({ crossSides: wide, selfSides: wide });
  const square = [8, 16, 32];
  expect(sidesAt(BUNDLED, BUNDLED.usual)).toEqual({ crossSides: square, selfSides: square });
});

test('without self-attention a record has a stack at its largest cross side', () => {
  const sizes = { ...BUNDLED, selfDownscales: [] };
  expect(sidesAt(sizes, { width: 96, height: 160 }).selfSides).toEqual(['24×40']);
});

test.each([
  [{ width: 160, height: 96 }, BUNDLED, null],
  [{ width: 150, height: 96 }, BUNDLED, 'must be multiples of 16 for this model, found 150×96'],
  [{ width: 0, height: 96 }, BUNDLED, 'found 0×96'],
  [{ width: 160, height: 96 }, { ...BUNDLED, isFree: false }, 'makes pictures of 128×128 alone, found 160×96'],
  [{ width: 128, height: 128 }, { ...BUNDLED, isFree: false, step: null }, null],
  // 4·(1024²/4²)² bytes against 4·(512²/4²)².
  [
    { width: 1024, height: 1024 },
    BUNDLED,
    'would take 16384 MiB at 1024×1024; this machine has room for one of 1024 MiB',
  ],
])('%o', (size, sizes, problem) => {
  const found = sizeProblem(sizes, size);
  if (problem === null) expect(found).toBeNull();
  else expect(found).toContain(problem);
});

test('whatever is as long as it may be beside another side can be drawn, and one step more cannot', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), (steps) => {
      const height = 16 * steps;
      const width = longestBeside(height, BUNDLED);
      expect(sizeProblem(BUNDLED, { width, height })).toBeNull();
      if (width < 4096) expect(sizeProblem(BUNDLED, { width: width + 16, height })).not.toBeNull();
    }),
  );
});

test('at every size that can be drawn all maps have whole cells', () => {
  const steps = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(steps, steps, (across, down) => {
      const size = { width: 16 * across, height: 16 * down };
      for (const side of sidesAt(BUNDLED, size).crossSides) {
        const grid = gridOf(side);
        expect(size.width % grid.width).toBe(0);
        expect(size.width / grid.width).toBe(size.height / grid.height);
        expect(cellsOf(grid)).toBeGreaterThan(0);
      }
    }),
  );
});
