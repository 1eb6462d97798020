import { crc32 } from '../../crc32.ts';

/** Text in a PNG's `tEXt` chunks (PNG specification, third edition, 11.3.3.2): a keyword, a zero byte and Latin-1. */

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;
/** Length and type before a chunk's data, and its checksum after them. */
const CHUNK_HEAD_BYTES = 8;
const CHUNK_FRAME_BYTES = 12;
/** The header chunk comes first and has always the same size. */
const HEADER_END = SIGNATURE.length + CHUNK_FRAME_BYTES + 13;

/** Whether `bytes` begin as a PNG does. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/**
 * The same PNG with a text beside its pixels.
 *
 * @param png a whole file
 * @param text ASCII
 * @throws Error if `png` is none
 */
export function withPngText(png: Uint8Array, keyword: string, text: string): Uint8Array<ArrayBuffer> {
  if (!isPng(png)) throw new Error('Expected a PNG, found no start of one.');
  const data = new TextEncoder().encode(`tEXt${keyword}\0${text}`);
  const out = new Uint8Array(png.length + CHUNK_HEAD_BYTES + data.length);
  out.set(png.subarray(0, HEADER_END));
  const view = new DataView(out.buffer);
  view.setUint32(HEADER_END, data.length - 4);
  out.set(data, HEADER_END + 4);
  view.setUint32(HEADER_END + 4 + data.length, crc32(data));
  out.set(png.subarray(HEADER_END), HEADER_END + CHUNK_HEAD_BYTES + data.length);
  return out;
}

/** The text under `keyword`, read leniently: what lies behind the first broken chunk is not looked for. Null: there is none. */
export function pngText(png: Uint8Array, keyword: string): string | null {
  if (!isPng(png)) return null;
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const head = `tEXt${keyword}\0`;
  const latin1 = new TextDecoder('latin1');
  for (let at = SIGNATURE.length; at + CHUNK_FRAME_BYTES <= png.length; ) {
    const length = view.getUint32(at);
    const end = at + CHUNK_HEAD_BYTES + length;
    if (end + 4 > png.length) return null;
    const text = latin1.decode(png.subarray(at + 4, Math.min(end, at + 4 + head.length)));
    if (text === head && crc32(png.subarray(at + 4, end)) === view.getUint32(end)) {
      return latin1.decode(png.subarray(at + 4 + head.length, end));
    }
    at = end + 4;
  }
  return null;
}
