import { findPairText } from '../core/dataset/embedded/pair-text.ts';
import { StudioError } from '../core/errors.ts';
import type { GridSize } from '../core/grid-size.ts';
import { sha256Hex } from '../models/source/sha256.ts';
import type { PhotoFile, PhotoPixels } from '../studio/dependencies.ts';
import { pixelsOverWhite } from './bitmap-pixels.ts';

/** Opens a picture file of any kind that the browser decodes. @throws StudioError `picture-unreadable` */
export async function openPhoto(file: File): Promise<PhotoFile> {
  const bitmap = await decode(file);
  const { width, height } = bitmap;
  bitmap.close();
  const bytes = await readable(file, () => file.arrayBuffer());
  const sha256 = await sha256Hex(bytes);
  const address = URL.createObjectURL(file);
  return {
    upload: { fileName: file.name, sha256 },
    width,
    height,
    pairText: findPairText(new Uint8Array(bytes)),
    address,
    readScaled: async (size) => scaleTo(size, await decode(file)),
    close: () => URL.revokeObjectURL(address),
  };
}

const decode = (file: File): Promise<ImageBitmap> => readable(file, () => createImageBitmap(file));

async function readable<T>(file: File, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
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

/** Closes the bitmap. Scaled by the decoder and not by drawing: a canvas skips pixels of a picture that shrinks much. */
async function scaleTo({ width, height }: GridSize, bitmap: ImageBitmap): Promise<PhotoPixels> {
  const options = { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' } as const;
  const scaled = await createImageBitmap(bitmap, options).finally(() => bitmap.close());
  return pixelsOverWhite(scaled).finally(() => scaled.close());
}
