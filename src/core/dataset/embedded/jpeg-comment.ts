import { isJpeg, jpegSegments } from '../jpeg/jpeg-segments.ts';

/**
 * Text in a JPEG's comment segments (ITU-T T.81, B.2.4.5). A segment has a keyword, a line feed and a part of the text, so that comments of
 * other programs are left alone and a text may be longer than a segment.
 */

const MARKER = 0xff;
const JFIF = 0xe0;
const COMMENT = 0xfe;

/** The two bytes of a segment's length count themselves. */
const MAX_SEGMENT_BYTES = 0xffff - 2;

/**
 * The same JPEG with a text beside its pixels, after the JFIF header, which must stay first.
 *
 * @param jpeg a whole file
 * @param text ASCII
 * @throws Error if `jpeg` is none
 */
export function withJpegComment(jpeg: Uint8Array, keyword: string, text: string): Uint8Array<ArrayBuffer> {
  requireJpeg(jpeg);
  const [first] = jpegSegments(jpeg);
  const at = first?.marker === JFIF ? first.end : 2;
  return joined([jpeg.subarray(0, at), ...segmentsOf(`${keyword}\n`, text), jpeg.subarray(at)]);
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
  requireJpeg(jpeg);
  const head = new TextEncoder().encode(`${keyword}\n`);
  const kept: Uint8Array[] = [];
  let from = 0;
  for (const { marker, start, end, content } of jpegSegments(jpeg)) {
    if (marker !== COMMENT || !head.every((byte, i) => content[i] === byte)) continue;
    kept.push(jpeg.subarray(from, start));
    from = end;
  }
  return from === 0 ? jpeg : joined([...kept, jpeg.subarray(from)]);
}

/** The text under `keyword`, as far as it can be read. Null: there is none. */
export function jpegComment(jpeg: Uint8Array, keyword: string): string | null {
  const head = `${keyword}\n`;
  const parts: string[] = [];
  for (const { marker, content } of jpegSegments(jpeg)) {
    if (marker !== COMMENT) continue;
    const text = new TextDecoder('latin1').decode(content);
    if (text.startsWith(head)) parts.push(text.slice(head.length));
  }
  return parts.length === 0 ? null : parts.join('');
}

function requireJpeg(jpeg: Uint8Array): void {
  if (!isJpeg(jpeg)) throw new Error('Expected a JPEG, found no start of one.');
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    out.set(part, place);
    place += part.length;
  }
  return out;
}
