import { StudioError } from '../core/errors.ts';
import { sha256Hex } from '../models/source/sha256.ts';
import type { Picture } from '../rpc/contract.ts';
import type { PhotoFile } from '../studio/dependencies.ts';
import { photoCrop } from './photo-crop.ts';

/** Opens a picture file of any kind that the browser decodes. @throws StudioError `picture-unreadable` */
export async function openPhoto(file: File): Promise<PhotoFile> {
  const bitmap = await decode(file);
  const { width, height } = bitmap;
  bitmap.close();
  const address = URL.createObjectURL(file);
  return {
    upload: { fileName: file.name, sha256: await sha256Hex(await file.arrayBuffer()) },
    width,
    height,
    address,
    readCrop: async (side) => cropTo(side, await decode(file)),
    close: () => URL.revokeObjectURL(address),
  };
}

async function decode(file: File): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file);
  } catch (cause) {
    const kind = file.type === '' ? 'a file of unknown kind' : file.type;
    throw new StudioError(
      {
        code: 'picture-unreadable',
        message: `${file.name} could not be read as a picture. Expected JPEG, PNG, WebP, AVIF, GIF or BMP; found ${kind}. Choose another file.`,
        details: { file: file.name },
      },
      { cause },
    );
  }
}

/** Transparent parts become white, as in most training pictures of objects. Closes the bitmap. */
async function cropTo(side: number, bitmap: ImageBitmap): Promise<Picture> {
  const { x, y, size } = photoCrop(bitmap.width, bitmap.height);
  // Scaled by the decoder and not by drawing: a canvas skips pixels of a picture that shrinks much.
  const scaled = await createImageBitmap(bitmap, x, y, size, size, {
    resizeWidth: side,
    resizeHeight: side,
    resizeQuality: 'high',
  });
  bitmap.close();
  const context = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser gave no 2D canvas');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, side, side);
  context.drawImage(scaled, 0, 0);
  scaled.close();
  return { width: side, height: side, rgba: context.getImageData(0, 0, side, side).data };
}
