import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelComponents } from '../regions/label-regions.ts';
import { maskArbitrary, maskOf } from '../regions/masks.fixture.ts';
import { floodObjects } from './flood-objects.ts';

const limits = { strength: 0.1, minAreaPixels: 1 };

/** A row of pixels of one class, with these barriers. */
const row = (...barriers: number[]) => ({
  mask: new Uint8Array(barriers.length).fill(7),
  width: barriers.length,
  height: 1,
  barriers: Float32Array.from(barriers),
});

const labelsOf = (...args: Parameters<typeof floodObjects>) => [...floodObjects(...args).labels];

describe('the flood', () => {
  it('parts a region at a barrier, which goes to one of both sides', () => {
    expect(labelsOf(row(0.1, 0, 0.1, 0.9, 0.2, 0.1), limits)).toEqual([1, 1, 1, 1, 2, 2]);
  });

  it('parts only where the shallower side is deep enough', () => {
    const uneven = row(0, 0.5, 0.35, 0.4);
    expect(labelsOf(uneven, { ...limits, strength: 0.1 })).toEqual([1, 1, 2, 2]);
    expect(labelsOf(uneven, { ...limits, strength: 0.2 })).toEqual([1, 1, 1, 1]);
  });

  it('parts only where the smaller side is large enough', () => {
    const uneven = row(0, 0, 0, 0.9, 0, 0);
    expect(labelsOf(uneven, { ...limits, minAreaPixels: 2 })).toEqual([1, 1, 1, 1, 2, 2]);
    expect(labelsOf(uneven, { ...limits, minAreaPixels: 3 })).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('never joins two classes, and has no object of background and void', () => {
    const { mask, width, height } = maskOf('11?22', '11.22', '11122');
    const found = floodObjects({ mask, width, height, barriers: new Float32Array(15) }, limits);
    expect([...found.labels]).toEqual([1, 1, 0, 2, 2, 1, 1, 0, 2, 2, 1, 1, 1, 2, 2]);
    expect(found.regions).toEqual([
      { label: 1, classId: 1, areaPixels: 7, box: { x: 0, y: 0, width: 3, height: 3 } },
      { label: 2, classId: 2, areaPixels: 6, box: { x: 3, y: 0, width: 2, height: 3 } },
    ]);
  });

  it('finds the connected parts where nothing is strong enough, whatever stands between', () => {
    fc.assert(
      fc.property(maskArbitrary, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (small, levels) => {
        const { mask, width, height } = small;
        const barriers = Float32Array.from(mask, () => levels.next().value as number);
        const found = floodObjects({ mask, width, height, barriers }, { strength: 1, minAreaPixels: 1 });
        expect(found).toEqual(labelComponents(mask, width, height, 8));
      }),
    );
  });

  it('parts what is connected further, and leaves no pixel out', () => {
    fc.assert(
      fc.property(maskArbitrary, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (small, levels) => {
        const { mask, width, height } = small;
        const barriers = Float32Array.from(mask, () => levels.next().value as number);
        const { labels, regions } = floodObjects({ mask, width, height, barriers }, limits);
        const connected = labelComponents(mask, width, height, 8).labels;
        for (const { label, areaPixels } of regions) {
          const pixels = [...labels.keys()].filter((pixel) => labels[pixel] === label);
          expect(pixels).toHaveLength(areaPixels);
          expect(new Set(pixels.map((pixel) => connected[pixel])).size).toBe(1);
        }
        expect([...labels.keys()].filter((pixel) => labels[pixel] === 0)).toEqual(
          [...mask.keys()].filter((pixel) => mask[pixel] === 0 || mask[pixel] === 255),
        );
      }),
    );
  });
});
