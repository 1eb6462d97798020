import { expect, test } from 'vitest';
import { square } from '../../src/core/grid-size.ts';
import { cutMask, maskOfPart, scalePart, seenPart } from './fit-picture.ts';

/** A picture of these grey levels. */
function grey(rows: readonly (readonly number[])[]) {
  const width = rows[0]?.length ?? 0;
  const rgba = new Uint8ClampedArray(rows.flat().flatMap((level) => [level, level, level, 255]));
  return { width, height: rows.length, rgba };
}
const levels = ({ rgba }: { readonly rgba: Uint8ClampedArray }) => [...rgba].filter((_, i) => i % 4 === 0);

test('a picture of the size stays as it is', () => {
  const picture = grey([
    [1, 200],
    [30, 4],
  ]);
  expect(scalePart(picture, seenPart(picture, 'stretch', square(2)), 2)).toEqual(picture);
});

test('an even picture stays even, whatever the sizes', () => {
  for (const [width, height, side] of [
    [7, 3, 5],
    [2, 9, 16],
    [100, 40, 8],
  ] as const) {
    const picture = grey(Array.from({ length: height }, () => Array<number>(width).fill(77)));
    for (const fit of ['stretch', 'crop'] as const) {
      expect(new Set(levels(scalePart(picture, seenPart(picture, fit, square(side)), side)))).toEqual(new Set([77]));
    }
  }
});

test('it shrinks as Pillow’s BILINEAR does', () => {
  const row = [0, 10, 20, 30, 40, 50, 60, 255];
  const picture = grey(Array.from({ length: 8 }, () => row));
  // PIL.Image.fromarray(numpy.array([row] * 8, 'uint8')).resize((4, 4), PIL.Image.Resampling.BILINEAR)
  expect(levels(scalePart(picture, seenPart(picture, 'stretch', square(2)), 4)).slice(0, 4)).toEqual([7, 25, 45, 142]);
});

test('the square in the middle is cut, of picture and mask alike', () => {
  const picture = grey([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
  const part = seenPart(picture, 'crop', square(2));
  expect(levels(scalePart(picture, part, 2))).toEqual([2, 3, 6, 7]);
  expect([...cutMask(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 4, part)]).toEqual([2, 3, 6, 7]);
});

test('of a model whose pictures are wide, what is as wide in the middle is cut', () => {
  const tall = { width: 30, height: 100 };
  expect(seenPart(tall, 'crop', { width: 160, height: 96 })).toEqual({ x: 0, y: 41, width: 30, height: 18 });
  expect(seenPart(tall, 'whole', { width: 160, height: 96 })).toEqual({ x: 0, y: 0, ...tall });
});

test('a mask grows to its part by the nearest place', () => {
  expect([...maskOfPart(Uint8Array.of(1, 2, 3, 4), 2, { x: 0, y: 0, width: 3, height: 2 })]).toEqual([
    1, 2, 2, 3, 4, 4,
  ]);
});
