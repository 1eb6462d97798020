import { isPng } from '../embedded/png-text.ts';
import { isJpeg } from '../jpeg/jpeg-segments.ts';
import { datasetUnreadable } from './dataset-unreadable.ts';

/** Markers that begin a frame (ITU-T T.81, table B.1): all of C0 … CF but tables for Huffman and arithmetic coding, and an extension. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/**
 * The size in pixels that the head of a JPEG or PNG says.
 * @throws StudioError `dataset-unreadable` for other files and where there is no size
 */
export function pictureSize(bytes: Uint8Array, path: string): { readonly width: number; readonly height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isPng(bytes) && bytes.length >= 24) return { width: view.getUint32(16), height: view.getUint32(20) };
  if (!isJpeg(bytes)) throw datasetUnreadable(`Expected a JPEG or PNG at ${path}, found something else.`);
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] as number;
    if (isFrame(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // Fill bytes may come before a marker.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  throw datasetUnreadable(`Expected a whole JPEG at ${path}, found one without a frame.`);
}
