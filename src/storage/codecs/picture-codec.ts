import * as v from 'valibot';
import type { StoredPicture } from '../types.ts';
import { decodeFrame, encodeFrame, wrongContent } from './frame.ts';

const PICTURE = { what: 'picture', version: 1 } as const;
const side = v.pipe(v.number(), v.integer(), v.minValue(1));
const headerSchema = v.object({ width: side, height: side });

/**
 * A picture as bytes: its size, then raw RGBA. Deflate would save little next to the attention record and would cost
 * tens of milliseconds for each thumbnail.
 *
 * @throws Error if the pixels do not fit the size
 */
export function encodePicture(picture: StoredPicture): Uint8Array<ArrayBuffer> {
  const { width, height, rgba } = picture;
  if (rgba.length !== 4 * width * height) {
    throw new Error(`A picture of ${width}×${height} has ${4 * width * height} bytes, this one has ${rgba.length}.`);
  }
  return encodeFrame(PICTURE, { width, height }, [new Uint8Array(rgba.buffer, rgba.byteOffset, rgba.byteLength)]);
}

/**
 * The picture in `bytes`; its pixels are a copy with a buffer of their own.
 *
 * @throws StudioError `record-corrupt`
 */
export function decodePicture(bytes: Uint8Array): StoredPicture {
  const { header, payload } = decodeFrame(PICTURE, bytes);
  const parsed = v.safeParse(headerSchema, header);
  if (!parsed.success) throw wrongContent(PICTURE, 'a width and a height', JSON.stringify(header));
  const { width, height } = parsed.output;
  if (payload.length !== 4 * width * height) {
    throw wrongContent(PICTURE, `${4 * width * height} bytes of pixels`, `${payload.length}`);
  }
  return { width, height, rgba: new Uint8ClampedArray(payload.slice().buffer) };
}
