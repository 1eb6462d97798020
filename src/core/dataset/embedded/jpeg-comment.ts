/**
 * Text in a JPEG's comment segments (ITU-T T.81, B.2.4.5). A segment has a keyword, a line feed and a part of the text, so that comments of
 * other programs are left alone and a text may be longer than a segment.
 */

const MARKER = 0xff;
const START_OF_IMAGE = 0xd8;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const JFIF = 0xe0;
const COMMENT = 0xfe;

/** The two bytes of a segment's length count themselves. */
const MAX_SEGMENT_BYTES = 0xffff - 2;

/** Whether `bytes` begin as a JPEG does. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === MARKER && bytes[1] === START_OF_IMAGE;
}

/**
 * The same JPEG with a text beside its pixels, after the JFIF header, which must stay first.
 *
 * @param jpeg a whole file
 * @param text ASCII
 * @throws Error if `jpeg` is none
 */
export function withJpegComment(jpeg: Uint8Array, keyword: string, text: string): Uint8Array<ArrayBuffer> {
  if (!isJpeg(jpeg)) throw new Error('Expected a JPEG, found no start of one.');
  const hasHeader = jpeg[2] === MARKER && jpeg[3] === JFIF;
  const at = hasHeader ? 4 + lengthAt(jpeg, 4) : 2;
  const segments = segmentsOf(`${keyword}\n`, text);
  const bytes = segments.reduce((sum, segment) => sum + segment.length, 0);
  const out = new Uint8Array(jpeg.length + bytes);
  out.set(jpeg.subarray(0, at));
  let end = at;
  for (const segment of segments) {
    out.set(segment, end);
    end += segment.length;
  }
  out.set(jpeg.subarray(at), end);
  return out;
}

function segmentsOf(head: string, text: string): Uint8Array[] {
  const partLength = MAX_SEGMENT_BYTES - head.length;
  const parts = Math.max(1, Math.ceil(text.length / partLength));
  return Array.from({ length: parts }, (_, i) => {
    const payload = new TextEncoder().encode(head + text.slice(i * partLength, (i + 1) * partLength));
    const length = payload.length + 2;
    return Uint8Array.of(MARKER, COMMENT, length >> 8, length & 0xff, ...payload);
  });
}

/** The same JPEG without the text under `keyword`. @throws Error if `jpeg` is none */
export function withoutJpegComment(jpeg: Uint8Array, keyword: string): Uint8Array {
  if (!isJpeg(jpeg)) throw new Error('Expected a JPEG, found no start of one.');
  const head = new TextEncoder().encode(`${keyword}\n`);
  const kept: Uint8Array[] = [];
  let from = 0;
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === MARKER) {
    const marker = jpeg[at + 1];
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) break;
    const end = at + 2 + lengthAt(jpeg, at + 2);
    if (marker === COMMENT && head.every((byte, i) => jpeg[at + 4 + i] === byte)) {
      kept.push(jpeg.subarray(from, at));
      from = end;
    }
    at = end;
  }
  if (from === 0) return jpeg;
  kept.push(jpeg.subarray(from));
  const out = new Uint8Array(kept.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of kept) {
    out.set(part, place);
    place += part.length;
  }
  return out;
}

/** The text under `keyword`, read leniently: what lies behind the first broken segment is not looked for. Null: there is none. */
export function jpegComment(jpeg: Uint8Array, keyword: string): string | null {
  if (!isJpeg(jpeg)) return null;
  const head = `${keyword}\n`;
  const parts: string[] = [];
  for (let at = 2; at + 4 <= jpeg.length && jpeg[at] === MARKER; ) {
    const marker = jpeg[at + 1];
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) break;
    const length = lengthAt(jpeg, at + 2);
    if (length < 2 || at + 2 + length > jpeg.length) break;
    if (marker === COMMENT) {
      const text = new TextDecoder('latin1').decode(jpeg.subarray(at + 4, at + 2 + length));
      if (text.startsWith(head)) parts.push(text.slice(head.length));
    }
    at += 2 + length;
  }
  return parts.length === 0 ? null : parts.join('');
}

const lengthAt = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
