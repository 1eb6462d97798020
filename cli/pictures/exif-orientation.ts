import { jpegSegments } from '../../src/core/dataset/jpeg/jpeg-segments.ts';

/**
 * How a camera was held, as Exif tells it (CIPA DC-008, tag Orientation): which corner of what was seen the first row and the first column
 * of the stored pixels meet in. 1: as they are stored.
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const APP1 = 0xe1;
const EXIF = 'Exif\0\0';
const ORIENTATION_TAG = 0x0112;
const SHORT = 3;
const ENTRY_BYTES = 12;

/** The orientation of a JPEG; 1 where it tells none, or none that there is, as browsers have it. */
export function exifOrientation(jpeg: Uint8Array): Orientation {
  for (const { marker, content } of jpegSegments(jpeg)) {
    const isExif = marker === APP1 && [...EXIF].every((sign, i) => content[i] === sign.charCodeAt(0));
    if (isExif) return orientationOf(content.subarray(EXIF.length));
  }
  return 1;
}

/** @param tiff header and directories of TIFF, which Exif borrows; what lies outside of it reads as 0 */
function orientationOf(tiff: Uint8Array): Orientation {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const isLittle = tiff[0] === 0x49 && tiff[1] === 0x49;
  const short = (at: number) => (at + 2 <= tiff.length ? view.getUint16(at, isLittle) : 0);
  const long = (at: number) => (at + 4 <= tiff.length ? view.getUint32(at, isLittle) : 0);
  const directory = long(4);
  const entries = short(directory);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + i * ENTRY_BYTES;
    if (short(entry) !== ORIENTATION_TAG) continue;
    const value = short(entry + 2) === SHORT ? short(entry + 8) : 1;
    return value >= 1 && value <= 8 ? (value as Orientation) : 1;
  }
  return 1;
}
