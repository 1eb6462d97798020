import { type GridSize, gridOf, type MapSide, mapSide } from '../../src/core/grid-size.ts';
import { photoSize } from '../../src/core/photo-frame.ts';
import type { PictureSizes } from '../../src/core/picture-sizes.ts';
import type { GuidePicture } from '../../src/core/segmentation/types.ts';

/**
 * How a picture becomes one that a model takes: all of it in its own shape, as the studio does; all of it, its sides pressed together into the
 * model's usual shape, a square for most; or what of that shape is in its middle.
 */
export const FITS = ['whole', 'stretch', 'crop'] as const;
export type Fit = (typeof FITS)[number];

/** A part of a picture in whole pixels. */
export interface PicturePart {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The part of a picture of this size that the model sees, whose usual size is given. */
export function seenPart({ width, height }: GridSize, fit: Fit, usual: GridSize): PicturePart {
  if (fit !== 'crop') return { x: 0, y: 0, width, height };
  const scale = Math.min(width / usual.width, height / usual.height);
  const seen = {
    width: Math.max(1, Math.round(usual.width * scale)),
    height: Math.max(1, Math.round(usual.height * scale)),
  };
  return { x: Math.floor((width - seen.width) / 2), y: Math.floor((height - seen.height) / 2), ...seen };
}

/** At what size a model is shown a part of a picture. */
export function shownSide(part: GridSize, fit: Fit, sizes: PictureSizes): MapSide {
  return mapSide(fit === 'whole' ? photoSize(part, sizes) : sizes.usual);
}

/**
 * A part of a picture at a size in pixels: each is the mean of what it covers, weighted by a triangle that is as wide as it is
 * small (bilinear where the picture grows), as Pillow's `BILINEAR` does. A part of that size stays as it is.
 */
export function scalePart({ width, rgba }: GuidePicture, part: PicturePart, side: MapSide): GuidePicture {
  const size = gridOf(side);
  const columns = weightsOf(part.x, part.width, size.width);
  const rows = weightsOf(part.y, part.height, size.height);
  /** fp32 `[part.height, size.width, 3]`. */
  const narrow = new Float32Array(part.height * size.width * 3);
  for (let y = 0; y < part.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const { first, weights } = columns[x] as Weights;
      for (const [i, weight] of weights.entries()) {
        const from = 4 * ((part.y + y) * width + first + i);
        const to = 3 * (y * size.width + x);
        for (let c = 0; c < 3; c++) narrow[to + c] = (narrow[to + c] as number) + weight * (rgba[from + c] as number);
      }
    }
  }
  const out = new Uint8ClampedArray(4 * size.width * size.height).fill(255);
  for (let y = 0; y < size.height; y++) {
    const { first, weights } = rows[y] as Weights;
    for (let x = 0; x < size.width; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (const [i, weight] of weights.entries())
          sum += weight * (narrow[3 * ((first - part.y + i) * size.width + x) + c] as number);
        out[4 * (y * size.width + x) + c] = sum;
      }
    }
  }
  return { ...size, rgba: out };
}

interface Weights {
  readonly first: number;
  /** They add up to 1. */
  readonly weights: readonly number[];
}

function weightsOf(begin: number, length: number, side: number): Weights[] {
  const scale = length / side;
  const reach = Math.max(1, scale);
  return Array.from({ length: side }, (_, place) => {
    const center = (place + 0.5) * scale;
    const first = Math.max(0, Math.ceil(center - reach - 0.5));
    const last = Math.min(length - 1, Math.floor(center + reach - 0.5));
    const raw = Array.from({ length: last - first + 1 }, (_, i) =>
      Math.max(0, 1 - Math.abs(first + i + 0.5 - center) / reach),
    );
    const sum = raw.reduce((all, weight) => all + weight, 0);
    return { first: begin + first, weights: raw.map((weight) => weight / sum) };
  });
}

/** A mask of a size at the size of the part that it is of, each pixel that of the nearest place. u8 `[height,width]`. */
export function maskOfPart(mask: Uint8Array, side: MapSide, { width, height }: PicturePart): Uint8Array {
  const from = gridOf(side);
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * from.height) / height) * from.width;
    for (let x = 0; x < width; x++)
      out[y * width + x] = mask[row + Math.floor(((x + 0.5) * from.width) / width)] as number;
  }
  return out;
}

/** A part of a picture, at its own size. */
export function cutPicture({ width, rgba }: GuidePicture, part: PicturePart): GuidePicture {
  const out = new Uint8ClampedArray(4 * part.width * part.height);
  for (let y = 0; y < part.height; y++) {
    const from = 4 * ((part.y + y) * width + part.x);
    out.set(rgba.subarray(from, from + 4 * part.width), 4 * y * part.width);
  }
  return { width: part.width, height: part.height, rgba: out };
}

/** A part of a mask. u8 `[part.height,part.width]`. */
export function cutMask(ids: Uint8Array, width: number, part: PicturePart): Uint8Array {
  const out = new Uint8Array(part.width * part.height);
  for (let y = 0; y < part.height; y++) {
    const from = (part.y + y) * width + part.x;
    out.set(ids.subarray(from, from + part.width), y * part.width);
  }
  return out;
}
