import fc from 'fast-check';
import { expect, it } from 'vitest';
import { labelClasses, labelComponents } from './label-regions.ts';
import { maskArbitrary, maskOf, type SmallMask } from './masks.fixture.ts';
import type { Connectivity } from './types.ts';

const STEPS = {
  4: [
    [0, 1],
    [1, 0],
    [0, -1],
    [-1, 0],
  ],
  8: [
    [0, 1],
    [1, 0],
    [0, -1],
    [-1, 0],
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ],
} as const;

/** By flooding from each pixel in turn: another way to the same regions. */
function flooded({ mask, width, height }: SmallMask, connectivity: Connectivity): Int32Array {
  const labels = new Int32Array(mask.length);
  let count = 0;
  for (const [start, id] of mask.entries()) {
    if (id === 0 || id === 255 || labels[start] !== 0) continue;
    count++;
    const open = [start];
    labels[start] = count;
    for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
      for (const [dx, dy] of STEPS[connectivity]) {
        const [x, y] = [(pixel % width) + dx, Math.floor(pixel / width) + dy];
        const next = y * width + x;
        if (x < 0 || x >= width || y < 0 || y >= height || mask[next] !== id || labels[next] !== 0) continue;
        labels[next] = count;
        open.push(next);
      }
    }
  }
  return labels;
}

it.each([4, 8] as const)('finds what flooding finds, with %d neighbours', (connectivity) => {
  fc.assert(
    fc.property(maskArbitrary, (small) => {
      const { labels, regions } = labelComponents(small.mask, small.width, small.height, connectivity);
      expect(labels).toEqual(flooded(small, connectivity));
      for (const { label, classId, areaPixels, box } of regions) {
        const pixels = [...labels.keys()].filter((i) => labels[i] === label);
        const [xs, ys] = [pixels.map((i) => i % small.width), pixels.map((i) => Math.floor(i / small.width))];
        expect(pixels.map((i) => small.mask[i])).toEqual(pixels.map(() => classId));
        expect(areaPixels).toBe(pixels.length);
        const [x, y] = [Math.min(...xs), Math.min(...ys)];
        expect(box).toEqual({ x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 });
      }
    }),
  );
});

it('joins arms that meet below, in any order', () => {
  const { mask, width, height } = maskOf('1.1.1', '1.1.1', '11111', '.....', '?1?22');
  const { regions } = labelComponents(mask, width, height, 4);
  expect(regions.map(({ classId, areaPixels }) => [classId, areaPixels])).toEqual([
    [1, 11],
    [1, 1],
    [2, 2],
  ]);
});

it('takes pixels that touch at a corner for one region of eight neighbours, and two of four', () => {
  const { mask, width, height } = maskOf('1.', '.1');
  expect(labelComponents(mask, width, height, 8).regions).toHaveLength(1);
  expect(labelComponents(mask, width, height, 4).regions).toHaveLength(2);
});

it('gives one region a class, however far apart its parts', () => {
  const { mask, width, height } = maskOf('2.?.1', '.....', '1...2');
  const { labels, regions } = labelClasses(mask, width, height);
  expect(regions).toEqual([
    { label: 1, classId: 2, areaPixels: 2, box: { x: 0, y: 0, width: 5, height: 3 } },
    { label: 2, classId: 1, areaPixels: 2, box: { x: 0, y: 0, width: 5, height: 3 } },
  ]);
  expect([...labels]).toEqual([1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1]);
});

it('finds nothing in background and void', () => {
  const { mask, width, height } = maskOf('.?', '?.');
  expect(labelComponents(mask, width, height, 8).regions).toEqual([]);
  expect(labelClasses(mask, width, height).regions).toEqual([]);
});
