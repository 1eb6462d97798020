import type { PixelPoint } from './types.ts';

/**
 * The pixels that have the value of the pixel at `from` and touch it by sides, directly or through each other.
 *
 * @param mask u8 `[H,W]`
 * @returns their places in `[H,W]`, each once; none where `from` is outside
 */
export function connectedRegion(
  mask: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  from: PixelPoint,
): Uint32Array {
  if (from.x < 0 || from.y < 0 || from.x >= width || from.y >= height) return new Uint32Array();
  const first = from.y * width + from.x;
  const wanted = mask[first];
  const isFound = new Uint8Array(width * height);
  // Each pixel is put in once, so the list of what is to be looked at is the region itself.
  const region = new Uint32Array(width * height);
  let count = 0;
  const take = (index: number) => {
    if (isFound[index] === 1 || mask[index] !== wanted) return;
    isFound[index] = 1;
    region[count++] = index;
  };
  take(first);
  for (let at = 0; at < count; at++) {
    const index = region[at] as number;
    const x = index % width;
    if (x > 0) take(index - 1);
    if (x < width - 1) take(index + 1);
    if (index >= width) take(index - width);
    if (index + width < width * height) take(index + width);
  }
  return region.slice(0, count);
}
