import fc from 'fast-check';
import { expect, it } from 'vitest';
import { labelClasses, labelComponents } from './label-regions.ts';
import { filled, maskArbitrary, maskOf, type SmallMask } from './masks.fixture.ts';
import { outlinesOf } from './outlines.ts';
import type { Connectivity, LabelledRegions, Region } from './types.ts';

/** Labels of the regions whose polygons enclose other pixels than theirs, or whose parts are not as many as they should be. */
function wronglyEnclosed(found: LabelledRegions, connectivity: Connectivity, partsOf: (region: Region) => number) {
  const wrong = found.regions.filter((region) => {
    const polygons = outlinesOf(found, region, connectivity);
    const inside = filled(polygons, found.width, found.height);
    const isSame = inside.every((one, i) => (one === 1) === (found.labels[i] === region.label));
    return !isSame || polygons.length !== partsOf(region) || polygons.some(({ length }) => length < 8);
  });
  return wrong.map(({ label }) => label);
}

it.each([4, 8] as const)('encloses the pixels of each region and no other, with %d neighbours', (connectivity) => {
  fc.assert(
    fc.property(maskArbitrary, ({ mask, width, height }) => {
      const found = labelComponents(mask, width, height, connectivity);
      expect(wronglyEnclosed(found, connectivity, () => 1)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it('gives a class a polygon for each of its parts', () => {
  fc.assert(
    fc.property(maskArbitrary, ({ mask, width, height }) => {
      const parts = labelComponents(mask, width, height, 8).regions;
      const partsOf = ({ classId }: Region) => parts.filter((part) => part.classId === classId).length;
      expect(wronglyEnclosed(labelClasses(mask, width, height), 8, partsOf)).toEqual([]);
    }),
  );
});

const outlines = ({ mask, width, height }: SmallMask) => {
  const found = labelComponents(mask, width, height, 8);
  return found.regions.map((region) => outlinesOf(found, region, 8));
};

it('puts the corners of a 10×10 block at the origin at 0 and 10', () => {
  const block = maskOf(...Array.from({ length: 12 }, (_, y) => (y < 10 ? '1111111111..' : '............')));
  expect(outlines(block)).toEqual([[[0, 0, 10, 0, 10, 10, 0, 10]]]);
});

it('gives a lone pixel, a line and a block four corners each', () => {
  expect(outlines(maskOf('1'))).toEqual([[[0, 0, 1, 0, 1, 1, 0, 1]]]);
  expect(outlines(maskOf('.', ...Array<string>(20).fill('1')))).toEqual([[[0, 1, 1, 1, 1, 21, 0, 21]]]);
  expect(outlines(maskOf('1'.repeat(20)))).toEqual([[[0, 0, 20, 0, 20, 1, 0, 1]]]);
});

it('joins a hole to the outline by a cut along its first row', () => {
  expect(outlines(maskOf('1111', '1..1', '1111'))).toEqual([
    [[0, 0, 4, 0, 4, 3, 0, 3, 0, 1, 1, 1, 1, 2, 3, 2, 3, 1, 0, 1]],
  ]);
});

it('holds ten thousand holes in one polygon', { timeout: 20_000 }, () => {
  const side = 201;
  const mask = Uint8Array.from({ length: side * side }, (_, i) =>
    (i % side) % 2 === 1 && Math.floor(i / side) % 2 === 1 ? 0 : 1,
  );
  const polygons = outlines({ mask, width: side, height: side })[0] as number[][];
  expect(polygons).toHaveLength(1);
  expect(filled(polygons, side, side)).toEqual(mask);
});
