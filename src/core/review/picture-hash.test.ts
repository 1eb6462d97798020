import { expect, it } from 'vitest';
import { isPictureHash, pictureHash } from './picture-hash.ts';

function picture(side: number, brightness: (x: number, y: number) => number) {
  const rgba = new Uint8ClampedArray(4 * side * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      rgba.fill(brightness(x / side, y / side), 4 * (y * side + x), 4 * (y * side + x) + 3);
  return { width: side, height: side, rgba };
}

const bits = (hash: string) =>
  [...hash].flatMap((digit) => [...Number.parseInt(digit, 16).toString(2).padStart(4, '0')]);
const distance = (a: string, b: string) => bits(a).filter((bit, i) => bit !== bits(b)[i]).length;
const blob = (cx: number, cy: number) => (x: number, y: number) =>
  255 * Math.exp(-20 * ((x - cx) ** 2 + (y - cy) ** 2));

it('has a bit for each rise to the right, then for each rise downwards', () => {
  expect(pictureHash(picture(90, (x) => 255 * x))).toBe('f'.repeat(16) + '0'.repeat(16));
  expect(pictureHash(picture(90, (_, y) => 255 * y))).toBe('0'.repeat(16) + 'f'.repeat(16));
  expect(pictureHash(picture(90, (x) => 255 * (1 - x)))).toBe('0'.repeat(32));
});

it('sees nothing in noise on a flat picture', () => {
  expect(pictureHash(picture(128, (x, y) => 200 + 2 * (((x * 128) ^ (y * 128)) % 2)))).toBe('0'.repeat(32));
});

it('is near itself when a picture is scaled and made lighter, and far from another picture', () => {
  const hash = pictureHash(picture(128, blob(0.3, 0.6)));
  const again = pictureHash(picture(96, (x, y) => 20 + 0.9 * blob(0.3, 0.6)(x, y)));
  expect(distance(hash, again)).toBeLessThanOrEqual(4);
  expect(distance(hash, pictureHash(picture(128, blob(0.7, 0.3))))).toBeGreaterThan(30);
});

it('takes a picture of any size', () => {
  for (const side of [1, 5, 9]) expect(isPictureHash(pictureHash(picture(side, (x) => 255 * x)))).toBe(true);
  expect(isPictureHash('xyz')).toBe(false);
});
