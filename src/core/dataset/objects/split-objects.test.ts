import { describe, expect, it } from 'vitest';
import type { ObjectSettings } from '../../segmentation/types.ts';
import { maskOf } from '../regions/masks.fixture.ts';
import { edgeField } from './edge-field.ts';
import { neckField } from './neck-field.ts';
import { showObjects } from './show-objects.ts';
import { minAreaOf, PLAIN_OBJECTS, splitObjects } from './split-objects.ts';

/** Two squares that a bridge joins, and a lone pixel. */
const DUMBBELL = maskOf(
  '............',
  '.3333..3333.',
  '.3333..3333.',
  '.3333333333.',
  '.3333..3333.',
  '.3333..3333.',
  '............',
  '3...........',
);
/** A block of 8 × 4, whose halves look elsewhere. */
const BLOCK = maskOf(...Array<string>(4).fill('55555555'));
const MIDDLE = { width: 4, height: 1, values: Float32Array.of(0, 9, 9, 0) };

const settings = (change: Partial<ObjectSettings>): ObjectSettings => ({
  by: 'component',
  minShare: 0,
  strength: 0.05,
  ...change,
});
const areas = (...args: Parameters<typeof splitObjects>) =>
  splitObjects(...args).regions.map(({ areaPixels }) => areaPixels);

describe('objects of a mask', () => {
  const dumbbell = { ...DUMBBELL, edges: null };

  it('are whole classes, connected parts, or parts between necks', () => {
    expect(areas(dumbbell, settings({ by: 'class' }))).toEqual([43]);
    expect(areas(dumbbell, settings({ by: 'component' }))).toEqual([42, 1]);
    expect(areas(dumbbell, settings({ by: 'neck' }))).toEqual([expect.any(Number), expect.any(Number), 1]);
    expect(areas(dumbbell, PLAIN_OBJECTS)).toEqual([42, 1]);
  });

  it('share a bridge between both sides of a neck', () => {
    const [left = 0, right = 0] = areas(dumbbell, settings({ by: 'neck' }));
    expect(left + right).toBe(42);
    expect(Math.min(left, right)).toBeGreaterThanOrEqual(20);
  });

  it('end at edges in attention where the record has them', () => {
    // The line itself, four pixels wide, goes to either side.
    const [left = 0, right = 0] = areas({ ...BLOCK, edges: MIDDLE }, settings({ by: 'edge' }));
    expect(left + right).toBe(32);
    expect(Math.min(left, right)).toBeGreaterThanOrEqual(8);
    expect(areas({ ...BLOCK, edges: MIDDLE }, settings({ by: 'edge', strength: 1 }))).toEqual([32]);
    expect(areas({ ...BLOCK, edges: null }, settings({ by: 'edge' }))).toEqual([32]);
  });

  it('leave out what is smaller than the smallest share', () => {
    expect(minAreaOf(settings({ minShare: 0.02 }), { width: 128, height: 96 })).toBe(246);
    expect(minAreaOf(PLAIN_OBJECTS, BLOCK)).toBe(1);
    const { labels, regions } = splitObjects(dumbbell, settings({ minShare: 0.02 }));
    expect(regions.map(({ areaPixels }) => areaPixels)).toEqual([42]);
    // Its pixels keep a label that no region has.
    expect(regions.some(({ label }) => label === labels[7 * 12])).toBe(false);
    // Of two parts that meet the smaller is kept as a part of the other.
    expect(areas({ ...BLOCK, edges: MIDDLE }, settings({ by: 'edge', minShare: 0.6 }))).toEqual([32]);
  });
});

it('shows objects by number and counts them by class, without those that are too small', () => {
  const { labels, counts } = showObjects(
    { ...maskOf('11.2', '11..', '...1'), edges: null },
    settings({ minShare: 0.1 }),
  );
  expect([...labels]).toEqual([1, 1, 0, 2, 1, 1, 0, 0, 0, 0, 0, 3]);
  expect(counts).toEqual({ 1: 2, 2: 1 });
  const large = showObjects({ ...maskOf('11.2', '11..', '...1'), edges: null }, settings({ minShare: 0.3 }));
  expect([...large.labels]).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0]);
  expect(large.counts).toEqual({ 1: 1 });
});

describe('barriers', () => {
  it('are edges between the middles of places, the strongest few at 1', () => {
    const field = edgeField({ width: 2, height: 1, values: Float32Array.of(0, 4) }, 4, 2);
    // The strongest 2 % of two places is none: the weaker sets the scale, and without one there is no edge.
    expect([...field]).toEqual(Array(8).fill(0));
    const ramp = edgeField({ width: 2, height: 2, values: Float32Array.of(2, 4, 2, 4) }, 4, 2);
    expect([...ramp]).toEqual([0.5, 0.625, 0.875, 1, 0.5, 0.625, 0.875, 1].map((value) => expect.closeTo(value, 6)));
  });

  it('rise towards the end of a class, not towards the rim of the picture', () => {
    const { mask, width, height } = maskOf('1112', '1112', '1112');
    const field = neckField(mask, width, height);
    const reach = 0.3 * Math.sqrt(12);
    expect([...field.subarray(0, 4)]).toEqual(
      [0, 0, 1 - 1 / reach, 1 - 1 / reach].map((value) => expect.closeTo(value, 6)),
    );
  });
});
