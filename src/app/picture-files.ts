import type { Picture } from '../rpc/contract.ts';

/** Longest side of a filmstrip thumbnail in device pixels. */
const THUMBNAIL_SIDE = 144;

/** A small copy of a picture, drawn by the browser. */
export function createThumbnail({ width, height, rgba }: Picture): Promise<ImageBitmap> {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(width, height));
  return createImageBitmap(new ImageData(rgba, width, height), {
    resizeWidth: Math.max(1, Math.round(width * scale)),
    resizeHeight: Math.max(1, Math.round(height * scale)),
    resizeQuality: 'high',
  });
}

/** Hands a file to the browser's downloads. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the file after the click has returned; freeing the address at once can cut it off.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
