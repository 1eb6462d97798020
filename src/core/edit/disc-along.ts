import type { PixelPoint } from './types.ts';

/** How far a brush's middle is from the centre of its pixel, right and down: an even brush is `size` pixels wide around a corner. */
export function middleOffset(size: number): number {
  return size % 2 === 0 ? 0.5 : 0;
}

/**
 * Visits each pixel whose centre is within `size` / 2 of the line along which the brush's middle goes: what a round brush covers. A
 * size of 1 gives a line that is connected by sides or corners.
 *
 * @param size the brush's diameter in whole pixels, from 1
 * @param visit is given the pixel's place in `[H,W]`, once
 */
export function discAlong(
  { width, height }: { readonly width: number; readonly height: number },
  fromPixel: PixelPoint,
  toPixel: PixelPoint,
  size: number,
  visit: (index: number) => void,
): void {
  const radius = size / 2;
  const offset = middleOffset(size);
  const from = { x: fromPixel.x + offset, y: fromPixel.y + offset };
  const to = { x: toPixel.x + offset, y: toPixel.y + offset };
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const lengthSquared = dx * dx + dy * dy;
  const left = Math.max(0, Math.ceil(Math.min(from.x, to.x) - radius));
  const right = Math.min(width - 1, Math.floor(Math.max(from.x, to.x) + radius));
  const top = Math.max(0, Math.ceil(Math.min(from.y, to.y) - radius));
  const bottom = Math.min(height - 1, Math.floor(Math.max(from.y, to.y) + radius));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = lengthSquared === 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / lengthSquared;
      const nearest = Math.min(1, Math.max(0, along));
      const offX = x - from.x - nearest * dx;
      const offY = y - from.y - nearest * dy;
      if (offX * offX + offY * offY <= radius * radius) visit(y * width + x);
    }
  }
}
