import { encodeJpeg } from '../../src/core/dataset/jpeg/encode-jpeg.ts';
import type { GuidePicture } from '../../src/core/segmentation/types.ts';
import type { Orientation } from './exif-orientation.ts';

/** For tests: a JPEG as a camera writes it, with an Exif segment that tells its orientation after one of another program. */
export function jpegOf(stored: GuidePicture, orientation: number, isLittle = true): Uint8Array {
  const jpeg = encodeJpeg({ ...stored, rgba: new Uint8ClampedArray(stored.rgba) });
  const number = (value: number, bytes: number) => {
    const digits = Array.from({ length: bytes }, (_, i) => (value >> (8 * i)) & 255);
    return isLittle ? digits : digits.reverse();
  };
  const signs = (text: string) => [...text].map((sign) => sign.charCodeAt(0));
  const entry = (tag: number, value: number) => [
    ...number(tag, 2),
    ...number(3, 2),
    ...number(1, 4),
    ...number(value, 2),
    0,
    0,
  ];
  const tiff = [
    ...signs(isLittle ? 'II' : 'MM'),
    ...number(42, 2),
    ...number(8, 4),
    ...number(2, 2),
    ...entry(0x0106, 2),
    ...entry(0x0112, orientation),
    ...number(0, 4),
  ];
  const segment = (content: readonly number[]) => [
    0xff,
    0xe1,
    (content.length + 2) >> 8,
    (content.length + 2) & 255,
    ...content,
  ];
  const between = [...segment(signs('http://ns.adobe.com/xap/1.0/\0')), ...segment([...signs('Exif\0\0'), ...tiff])];
  // After the header of JFIF, which is 18 bytes long and begins a file.
  const header = 2 + 18;
  return Uint8Array.from([...jpeg.subarray(0, header), ...between, ...jpeg.subarray(header)]);
}

/**
 * For tests: pixels as they are stored of a picture that was seen, by where the standard says that the first row and the first column are
 * (CIPA DC-008-2012, 4.6.4 A, Orientation).
 */
export function storedAs(seen: GuidePicture, orientation: Orientation): GuidePicture {
  const [row, column] = FIRST[orientation];
  const isTurned = row === 'left' || row === 'right';
  const [width, height] = isTurned ? [seen.height, seen.width] : [seen.width, seen.height];
  const rgba = new Uint8ClampedArray(4 * width * height);
  /** Rows from the side that the first one is at, and so with columns. */
  const place = (side: Side, at: number, length: number) => (side === 'left' || side === 'top' ? at : length - 1 - at);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const seenX = isTurned ? place(row, y, seen.width) : place(column, x, seen.width);
      const seenY = isTurned ? place(column, x, seen.height) : place(row, y, seen.height);
      const from = 4 * (seenY * seen.width + seenX);
      rgba.set(seen.rgba.subarray(from, from + 4), 4 * (y * width + x));
    }
  }
  return { width, height, rgba };
}

type Side = 'top' | 'bottom' | 'left' | 'right';

/** Where the 0th row and the 0th column are to be seen. */
const FIRST: Readonly<Record<Orientation, readonly [row: Side, column: Side]>> = {
  1: ['top', 'left'],
  2: ['top', 'right'],
  3: ['bottom', 'right'],
  4: ['bottom', 'left'],
  5: ['left', 'top'],
  6: ['right', 'top'],
  7: ['right', 'bottom'],
  8: ['left', 'bottom'],
};
