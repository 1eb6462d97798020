import type { StoredPicture } from '../../storage/types.ts';

/** High enough that block edges do not move the outlines that the masks were made from. */
const JPEG_QUALITY = 0.95;

/** A picture as an opaque sRGB JPEG. The same browser gives the same bytes for the same pixels. */
export async function encodeJpeg({ width, height, rgba }: StoredPicture): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false, colorSpace: 'srgb' });
  if (!context) throw new Error(`The browser gives no canvas of ${width}×${height} pixels.`);
  context.putImageData(new ImageData(rgba, width, height), 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
  return new Uint8Array(await blob.arrayBuffer());
}
