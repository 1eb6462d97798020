import { describe, expect, test } from 'vitest';
import { bilinearTaps } from './bilinear.ts';
import { GUIDE_EPSILON, guideRadius, openPictureGuide } from './picture-guide.ts';
import { windowMeans } from './window-means.ts';

const squares = (count: number) => Uint8ClampedArray.from({ length: count }, (_, i) => (i * i * 31) % 256);
const pictureOf = (width: number, height: number) => ({ width, height, rgba: squares(4 * width * height) });

describe('window means', () => {
  test.each([
    [1, 1],
    [5, 1],
    [6, 2],
    [9, 4],
    [3, 8],
  ])('side %i, radius %i: the mean of what lies on the grid', (side, radius) => {
    const source = Float64Array.from({ length: side * side }, (_, i) => Math.sin(i * i));
    const means = new Float64Array(side * side);
    windowMeans(source, side, radius, new Float64Array(side * side), means);
    for (let n = 0; n < side * side; n++) {
      const [x, y] = [n % side, Math.floor(n / side)];
      const window = [...source].filter((_, m) => {
        const [dx, dy] = [(m % side) - x, Math.floor(m / side) - y];
        return Math.abs(dx) <= radius && Math.abs(dy) <= radius;
      });
      expect(means[n]).toBeCloseTo(window.reduce((sum, value) => sum + value, 0) / window.length, 12);
    }
  });
});

describe('a picture’s guide', () => {
  test('windows span a quarter of the picture', () => {
    expect([4, 8, 16, 32, 64, 96].map(guideRadius)).toEqual([1, 1, 2, 4, 8, 12]);
  });

  test('cells hold the mean colour of the pixels under them', () => {
    const picture = pictureOf(6, 4);
    const { cells, colors } = openPictureGuide(picture)(2);
    const red = (x: number, y: number) => picture.rgba[4 * (6 * y + x)]! / 255;
    const right = [3, 4, 5].flatMap((x) => [red(x, 2), red(x, 3)]);
    expect(cells[3]).toBeCloseTo(right.reduce((sum, value) => sum + value, 0) / 6, 6);
    expect(colors[6 * 4 + 1]).toBeCloseTo(picture.rgba[5]! / 255, 6);
  });

  test('a picture smaller than the grid is repeated', () => {
    const picture = pictureOf(1, 2);
    const { cells } = openPictureGuide(picture)(4);
    const [top, bottom] = [picture.rgba[0]! / 255, picture.rgba[4]! / 255];
    const expected = [top, top, bottom, bottom].flatMap((value) => [value, value, value, value]);
    expected.forEach((value, n) => {
      expect(cells[n]).toBeCloseTo(value, 6);
    });
  });

  test('the inverse undoes the covariance with ε on its diagonal', () => {
    const side = 8;
    const tokens = side * side;
    const { cells } = openPictureGuide(pictureOf(32, 32))(side);
    const n = 27;
    const window = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => n + dy * side + dx));
    const at = (plane: number, m: number) => cells[plane * tokens + m]!;
    const covariance = [0, 1, 2].map((i) =>
      [0, 1, 2].map(
        (j) =>
          window.reduce((sum, m) => sum + (at(i, m) - at(3 + i, n)) * (at(j, m) - at(3 + j, n)), 0) / 9 +
          (i === j ? GUIDE_EPSILON : 0),
      ),
    );
    const inverse = [
      [6, 7, 8],
      [7, 9, 10],
      [8, 10, 11],
    ].map((row) => row.map((plane) => at(plane, n)));
    for (const i of [0, 1, 2]) {
      for (const j of [0, 1, 2]) {
        const product = [0, 1, 2].reduce((sum, k) => sum + covariance[i]![k]! * inverse[k]![j]!, 0);
        expect(product).toBeCloseTo(i === j ? 1 : 0, 3);
      }
    }
  });

  test('an even picture has a guide without NaN', () => {
    const rgba = new Uint8ClampedArray(4 * 64).fill(128);
    expect(openPictureGuide({ width: 8, height: 8, rgba })(4).cells.every(Number.isFinite)).toBe(true);
  });

  test('is kept while the side stays', () => {
    const guideOf = openPictureGuide(pictureOf(8, 8));
    const first = guideOf(4);
    expect(guideOf(4)).toBe(first);
    expect(guideOf(8).colors).toBe(first.colors);
  });

  test('bytes that do not fit the size are refused', () => {
    expect(() => openPictureGuide({ width: 2, height: 2, rgba: squares(15) })).toThrow(/2×2 has 16 bytes/);
  });
});

test('bilinear taps are those of PyTorch without aligned corners', () => {
  const { lower, upper, fractions } = bilinearTaps(2, 4);
  expect([...lower]).toEqual([0, 0, 0, 1]);
  expect([...upper]).toEqual([1, 1, 1, 1]);
  expect([...fractions]).toEqual([0, 0.25, 0.75, 0]);
});
