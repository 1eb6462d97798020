import fc from 'fast-check';
import { expect, it } from 'vitest';
import { labelClasses } from './label-regions.ts';
import { maskArbitrary, maskOf } from './masks.fixture.ts';
import goldens from './run-lengths.goldens.json' with { type: 'json' };
import { compressRunLengths, runLengths } from './run-lengths.ts';

it('are those of the pixels read column by column', () => {
  fc.assert(
    fc.property(maskArbitrary, ({ mask, width, height }) => {
      const classes = labelClasses(mask, width, height);
      for (const region of classes.regions) {
        const counts = runLengths(classes, region);
        const columns = counts.flatMap((count, i) => Array<number>(count).fill(i % 2));
        const expected = Array.from({ length: mask.length }, (_, i) => {
          const [x, y] = [Math.floor(i / height), i % height];
          return mask[y * width + x] === region.classId ? 1 : 0;
        });
        expect(columns).toEqual(expected);
        expect(counts.slice(1).every((count) => count > 0)).toBe(true);
      }
    }),
  );
});

it.each([
  ['begins with none outside', ['11', '1.'], [0, 3, 1]],
  ['ends with the last pixel', ['..', '.1'], [3, 1]],
  ['goes on from the bottom of a column to the top of the next', ['.1', '1.'], [1, 2, 1]],
  ['is nothing but inside', ['1'], [0, 1]],
])('%s', (_name, rows, expected) => {
  const { mask, width, height } = maskOf(...rows);
  const classes = labelClasses(mask, width, height);
  expect(runLengths(classes, classes.regions[0]!)).toEqual(expected);
});

it('compresses as pycocotools does', () => {
  expect(goldens.masks.length).toBeGreaterThan(20);
  for (const { rows, counts, compressed } of goldens.masks) {
    const { mask, width, height } = maskOf(...rows);
    const classes = labelClasses(mask, width, height);
    const [region] = classes.regions;
    const own = region ? runLengths(classes, region) : [mask.length];
    expect(own).toEqual(counts);
    expect(compressRunLengths(own)).toBe(compressed);
  }
});

it('writes negative differences and large counts', () => {
  // By hand from the rules: 5 → "5"; 100 = 3·32 + 4 → "T" for 4 with more, then "3"; 2; then 3 − 100 = −97 and 200000 − 2.
  expect(compressRunLengths([5, 100, 2])).toBe('5T32');
  expect(compressRunLengths([5, 100, 2, 3])).toBe('5T32oL');
});
