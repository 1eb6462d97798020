import { describe, expect, it } from 'vitest';
import { datasetHealth } from './dataset-health.ts';
import { addPlaces, PLACE_SIDE, placeGrids } from './place-grids.ts';
import { reviewPair } from './review-pair.fixture.ts';

describe('placeGrids', () => {
  it('has a class where it lies, in 63rds of a cell', () => {
    const side = 32;
    const ids = new Uint8Array(side * side).fill(255);
    ids.fill(0, 0, side);
    // One cell is 2×2 pixels: the first whole, of the second one pixel, of the last three.
    for (const at of [0, 1, side, side + 1, 2]) ids[at] = 8;
    for (const at of [side * side - 1, side * side - 2, side * side - 1 - side]) ids[at] = 9;
    const grids = placeGrids(ids, side, side);
    expect(Object.keys(grids)).toEqual(['8', '9']);
    expect(grids[8]).toBe(`_Q${'A'.repeat(254)}`);
    const sums = new Float64Array(PLACE_SIDE ** 2);
    for (const grid of [grids[9]!, grids[9]!]) addPlaces(sums, grid);
    expect(sums.at(-1)).toBeCloseTo(2 * 0.75, 1);
    expect(sums.subarray(0, -1).every((sum) => sum === 0)).toBe(true);
  });

  it('loses no single pixel of a large mask', () => {
    const ids = new Uint8Array(512 * 512);
    ids[0] = 3;
    expect(placeGrids(ids, 512, 512)[3]?.[0]).toBe('B');
  });

  it('takes a mask of one pixel, and reads nothing into what it cannot read', () => {
    expect(placeGrids(Uint8Array.of(4), 1, 1)[4]).toBe(`_${'A'.repeat(255)}`);
    const sums = new Float64Array(PLACE_SIDE ** 2);
    addPlaces(sums, '!?');
    expect(sums.every((sum) => sum === 0)).toBe(true);
  });
});

describe('datasetHealth', () => {
  const both = {
    pixels: { background: 20, void: 40, classes: { 8: 10, 9: 30 } },
    settings: { ...reviewPair('0').settings, classIds: [8, 9] },
  };
  const pairs = [
    reviewPair('1', { review: 'accepted', places: { 8: `_${'A'.repeat(255)}` } }),
    reviewPair('2', both),
    reviewPair('3', { presence: [], pixels: { background: 0, void: 0, classes: {} } }),
    reviewPair('4', { review: 'rejected', pixels: { background: 98, void: 2, classes: {} } }),
  ];
  const health = datasetHealth(pairs, [7, 8, 9, 10], new Set(['2', '4']));

  it('counts pictures, splits and verdicts', () => {
    expect(health).toMatchObject({ pictures: 4, train: 2, val: 2, withoutMask: 1 });
    expect(health.reviews).toEqual({ unreviewed: 2, accepted: 1, rejected: 1 });
    expect(health.pixels).toEqual({ background: 65 + 20 + 98, void: 5 + 40 + 2, classes: 30 + 40 });
    expect(health.voidHistogram).toEqual([0, 1, 1, 0, 0, 0, 1, 0]);
  });

  it('tells which classes came afterwards', () => {
    const capture = { ...reviewPair('0').provenance, renoiseTimesteps: [400], seed: 1 };
    const later = [reviewPair('1', { addedClasses: [{ classId: 9, capture }] }), reviewPair('2', both)];
    expect(datasetHealth(later, [8, 9], new Set()).classes).toMatchObject([
      { classId: 8, asked: 2, added: 0 },
      { classId: 9, asked: 2, added: 1 },
    ]);
  });

  it('counts each class that was asked for or is there', () => {
    expect(health.classes).toMatchObject([
      { classId: 8, asked: 4, pictures: 2, train: 1, val: 1, pixels: 40, placed: 1 },
      { classId: 9, asked: 1, pictures: 1, train: 0, val: 1, pixels: 30, placed: 0 },
    ]);
    expect(health.together).toEqual([
      [2, 1],
      [1, 1],
    ]);
  });

  it('averages places over the pictures whose places are known, and names the others', () => {
    expect(health.classes[0]?.places[0]).toBe(1);
    expect(health.classes[1]?.places[0]).toBe(0);
    expect(health.unmeasuredIds).toEqual(['2', '3']);
  });

  it('is all zeros without pairs', () => {
    expect(datasetHealth([], [8], new Set())).toMatchObject({
      pictures: 0,
      classes: [],
      together: [],
      unmeasuredIds: [],
    });
  });
});
