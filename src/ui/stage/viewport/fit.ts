export interface Size {
  readonly width: number;
  readonly height: number;
}

/** From this many device pixels a picture pixel on, uneven pixel sizes would show, so the scale is kept whole. */
const WHOLE_FROM = 3;

/**
 * Largest scale, in CSS pixels per picture pixel, at which the picture fits the box.
 * @param pixelRatio device pixels per CSS pixel.
 */
export function fitScale(picture: Size, box: Size, pixelRatio: number): number {
  const scale = Math.min(box.width / picture.width, box.height / picture.height) * pixelRatio;
  if (!(scale > 0)) return 1;
  return (scale >= WHOLE_FROM ? Math.floor(scale) : scale) / pixelRatio;
}

const ZOOM_STEPS = [1, 2, 4, 8, 16] as const;
export const MAX_ZOOM = 16;

/** The next zoom step above (`+1`) or below (`-1`) a scale; below the lowest is 0, which fits. */
export function stepZoom(scale: number, direction: 1 | -1): number {
  if (direction > 0) return ZOOM_STEPS.find((step) => step > scale + 0.01) ?? MAX_ZOOM;
  return [...ZOOM_STEPS].reverse().find((step) => step < scale - 0.01) ?? 0;
}

/** Columns and tile side, both in CSS pixels, that make `count` square tiles as large as the box allows. */
export function fitGrid(
  count: number,
  box: Size,
  gap: number,
  captionHeight: number,
): { readonly columns: number; readonly side: number } {
  let best = { columns: 1, side: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const side = Math.floor(
      Math.min((box.width - gap * (columns - 1)) / columns, (box.height - gap * (rows - 1)) / rows - captionHeight),
    );
    if (side > best.side) best = { columns, side };
  }
  return best;
}

/** Canvases of this side are drawn in a few milliseconds and fit every graphics card. */
const MAX_REGION_CANVAS_SIDE = 2048;

/** How many canvas pixels a mask's pixel is wide, for a picture that takes `devicePixels` of the screen a pixel: a whole number. */
export function regionPixelSide({ width, height }: Size, devicePixels: number): number {
  const most = Math.floor(MAX_REGION_CANVAS_SIDE / Math.max(width, height));
  return Math.max(1, Math.min(most, Math.round(devicePixels)));
}
