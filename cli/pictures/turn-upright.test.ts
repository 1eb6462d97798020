import { describe, expect, it } from 'vitest';
import { isJpeg } from '../../src/core/dataset/jpeg/jpeg-segments.ts';
import { decodePicture } from '../datasets/decode-picture.ts';
import { jpegOf, storedAs } from './camera-orientation.testkit.ts';
import { exifOrientation, type Orientation } from './exif-orientation.ts';
import { turnUpright } from './turn-upright.ts';

const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const [WIDTH, HEIGHT] = [24, 16];

/** Six even blocks of a JPEG, each of another grey. */
const SEEN = {
  width: WIDTH,
  height: HEIGHT,
  rgba: Uint8ClampedArray.from({ length: 4 * WIDTH * HEIGHT }, (_, i) => {
    const pixel = i >> 2;
    const block = Math.floor((pixel % WIDTH) / 8) + 3 * Math.floor(pixel / WIDTH / 8);
    return i % 4 === 3 ? 255 : 20 + 40 * block;
  }),
};
const greys = ({ rgba }: { readonly rgba: Uint8ClampedArray }) => [...rgba].filter((_, i) => i % 4 === 0);

describe('a photograph of a camera that was held otherwise', () => {
  it.each(ORIENTATIONS)('is as it was seen: orientation %i', (orientation) => {
    const stored = storedAs(SEEN, orientation);
    for (const isLittle of [true, false]) {
      const file = jpegOf(stored, orientation, isLittle);
      expect(isJpeg(file)).toBe(true);
      expect(exifOrientation(file)).toBe(orientation);
      const upright = turnUpright(decodePicture(file, 'photo.jpg'), exifOrientation(file));
      expect([upright.width, upright.height]).toEqual([WIDTH, HEIGHT]);
      expect(greys(upright)).toEqual(greys(SEEN).map((grey) => expect.closeTo(grey, -1)));
    }
  });

  it('is what is stored where nothing is told, or what there is not', () => {
    for (const told of [0, 9, 65535]) expect(exifOrientation(jpegOf(SEEN, told))).toBe(1);
    const file = jpegOf(SEEN, 6);
    const withoutTag = file.slice();
    withoutTag[withoutTag.lastIndexOf(0x12, 120)] = 0x13;
    expect(exifOrientation(withoutTag)).toBe(1);
    expect(exifOrientation(new TextEncoder().encode('text'))).toBe(1);
    expect(turnUpright(SEEN, 1)).toBe(SEEN);
  });

  it('is read leniently, wherever the file ends', () => {
    const file = jpegOf(SEEN, 6);
    const told: Orientation[] = Array.from({ length: 200 }, (_, length) => exifOrientation(file.subarray(0, length)));
    expect(new Set(told)).toEqual(new Set([1, 6]));
  });
});
