import { describe, expect, test } from 'vitest';
import { gridOf, type MapSide, tokensOf } from '../../../core/grid-size.ts';
import { openPictureGuide } from '../../../core/segmentation/picture-guide.ts';
import { maxDifference, randomArray } from '../../testing/random-array.ts';
import { randomPicture } from '../../testing/random-picture.ts';
import { segmentMapsScalar } from './segment-maps.cpu.ts';
import { hasSimd, segmentMapsSimd } from './segment-maps.simd.ts';
import type { SegmentMapsInput } from './segment-maps-input.ts';

function makeInput(side: MapSide, classes: number, width: number, height: number): SegmentMapsInput {
  return {
    maps: randomArray(classes * tokensOf(side), gridOf(side).width + classes).map((value) => 0.5 + 0.5 * value),
    side,
    guide: null,
    width,
    height,
    classIds: Array.from({ length: classes }, (_, c) => 3 * c + 2),
    present: Array.from({ length: classes }, (_, c) => c !== 1),
    alpha: 0.5,
    beta: 0.6,
  };
}

function differing(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).filter((value, index) => value !== b[index]).length;
}

const total = (counts: Uint32Array) => counts.reduce((sum, count) => sum + count, 0);

describe('SIMD against plain JavaScript', () => {
  test('SIMD runs here, so that both are compared', () => {
    expect(hasSimd()).toBe(true);
  });

  // Widths of every remainder by four; the largest first and then small ones, so that stale memory would show.
  const sizes: [side: MapSide, classes: number, width: number, height: number][] = [
    [32, 3, 512, 512],
    [16, 3, 128, 128],
    [64, 20, 97, 65],
    [8, 5, 66, 63],
    [8, 2, 67, 64],
    [2, 3, 5, 9],
    ['40×24', 3, 160, 96],
    ['12×20', 2, 97, 161],
    ['5×3', 4, 17, 2],
    [1, 1, 1, 1],
    [1, 2, 3, 2],
  ];
  const cases = sizes.flatMap((size) => [false, true].map((isGuided) => [...size, isGuided] as const));
  test.each(cases)('side %s, %i classes, %i × %i pixels, guided: %s', (side, classes, width, height, isGuided) => {
    const plain = makeInput(side, classes, width, height);
    const guide = isGuided ? openPictureGuide(randomPicture(width, height))(side) : null;
    const input = { ...plain, guide };
    const [simd, scalar] = [segmentMapsSimd(input), segmentMapsScalar(input)];
    const pixels = input.width * input.height;
    // fp32 sums against double: a score on an edge may fall to either side.
    expect(differing(simd.mask, scalar.mask)).toBeLessThanOrEqual(0.001 * pixels);
    expect(maxDifference(simd.scores, scalar.scores)).toBeLessThanOrEqual(1);
    expect(differing(simd.scores, scalar.scores)).toBeLessThanOrEqual(0.001 * scalar.scores.length);
    expect(maxDifference(simd.histogram, scalar.histogram)).toBeLessThanOrEqual(0.001 * pixels);
    expect(total(simd.histogram)).toBe(pixels);
    expect(simd.pixels.void).toBe(simd.mask.filter((id) => id === 255).length);
    for (const id of input.classIds) expect(simd.pixels.classes[id]).toBe(simd.mask.filter((won) => won === id).length);
  });

  test.each([false, true])('no class at all is all background, guided: %s', (isGuided) => {
    // Before it something large, so that rows that nobody asked for would be stretched from it.
    segmentMapsSimd(makeInput(32, 3, 128, 128));
    const guide = isGuided ? openPictureGuide(randomPicture(24, 9))(8) : null;
    const input = { ...makeInput(8, 0, 24, 9), guide };
    const simd = segmentMapsSimd(input);
    expect(simd).toEqual(segmentMapsScalar(input));
    expect(simd.pixels).toEqual({ background: 24 * 9, void: 0, classes: {} });
  });

  test('a picture that stays in the module is taken for no other, and is not lost to what comes between', () => {
    const input = makeInput(8, 2, 40, 30);
    const [one, other] = [randomPicture(40, 30), randomPicture(40, 30)];
    other.rgba.reverse();
    const guides = [one, other].map((picture) => openPictureGuide(picture)(8));
    const inputs = [guides[0], guides[1], null, guides[0], guides[0]].map((guide) => ({
      ...input,
      guide: guide ?? null,
    }));
    const big = { ...makeInput(16, 5, 90, 70) };
    for (const next of [...inputs, big, inputs[0]!]) {
      const [simd, scalar] = [segmentMapsSimd(next), segmentMapsScalar(next)];
      expect(maxDifference(simd.scores, scalar.scores)).toBeLessThanOrEqual(1);
    }
  });

  test('under α is background, from α void, from β the class', () => {
    // At the map's own size bicubic copies, so that scores are exactly these.
    const maps = Float32Array.from([0.25, 0.4375, 0.5, 0.625, 0.6875, 0.75, 1, 0, 0.5]);
    const input = {
      maps,
      side: 3,
      guide: null,
      width: 3,
      height: 3,
      classIds: [7],
      present: [true],
      alpha: 0.5,
      beta: 0.75,
    };
    expect([...segmentMapsSimd(input).mask]).toEqual([0, 0, 255, 255, 255, 7, 7, 0, 255]);
    expect(segmentMapsSimd(input)).toEqual(segmentMapsScalar(input));
  });

  test('scores that overshoot 0 … 1 are clamped, not wrapped', () => {
    const maps = Float32Array.from({ length: 16 }, (_, n) => (n % 4 < 2 ? 0 : 1));
    const { scores } = segmentMapsSimd({ ...makeInput(4, 1, 12, 4), maps });
    expect([...scores.subarray(0, 4)].every((score) => score < 8)).toBe(true);
    expect([...scores.subarray(8, 12)].every((score) => score > 247)).toBe(true);
  });

  test('the first of equal classes wins, and an absent class never', () => {
    const flat = (...levels: number[]) => Float32Array.from(levels.flatMap((level) => [level, level, level, level]));
    const input = { ...makeInput(2, 4, 5, 5), maps: flat(0.75, 1, 0.875, 0.875), alpha: 0.25, beta: 0.5 };
    expect(new Set(segmentMapsSimd(input).mask)).toEqual(new Set([8]));
    expect(segmentMapsSimd(input)).toEqual(segmentMapsScalar(input));
  });

  test('without a present class every pixel is background', () => {
    const input = { ...makeInput(4, 2, 9, 7), present: [false, false], alpha: 0, beta: 0 };
    const { pixels, histogram } = segmentMapsSimd(input);
    expect(pixels).toEqual({ background: 63, void: 0, classes: { 2: 0, 5: 0 } });
    expect(histogram[0]).toBe(63);
  });
});
