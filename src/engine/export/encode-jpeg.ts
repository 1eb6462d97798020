import { encodeJpeg as encode } from '../../core/dataset/jpeg/encode-jpeg.ts';
import type { StoredPicture } from '../../storage/types.ts';

/** A picture as a JPEG file, the same bytes for the same pixels everywhere. */
export async function encodeJpeg(picture: StoredPicture): Promise<Uint8Array> {
  return encode(picture);
}
