const MARKER = 0xff;
const START_OF_IMAGE = 0xd8;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

export interface JpegSegment {
  /** The marker's second byte. */
  readonly marker: number;
  /** Where its marker begins, and where the next one does. */
  readonly start: number;
  readonly end: number;
  /** What it holds, without marker and length; a view. */
  readonly content: Uint8Array;
}

/** Whether `bytes` begin as a JPEG does. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === MARKER && bytes[1] === START_OF_IMAGE;
}

/**
 * The segments of a JPEG before its first scan (ITU-T T.81, B.1.1.4), read leniently: what lies behind the first broken one is not looked
 * for.
 */
export function* jpegSegments(jpeg: Uint8Array): Generator<JpegSegment, void, undefined> {
  if (!isJpeg(jpeg)) return;
  let start = 2;
  while (start + 4 <= jpeg.length && jpeg[start] === MARKER) {
    const marker = jpeg[start + 1] as number;
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) return;
    // Markers may be filled up before.
    if (marker === MARKER) {
      start++;
      continue;
    }
    // The two bytes of a segment's length count themselves.
    const length = ((jpeg[start + 2] as number) << 8) | (jpeg[start + 3] as number);
    const end = start + 2 + length;
    if (length < 2 || end > jpeg.length) return;
    yield { marker, start, end, content: jpeg.subarray(start + 4, end) };
    start = end;
  }
}
