import { cellsOf, type GridSize, isSameSize } from './grid-size.ts';
import { longestBeside, nearestLength, type PictureSizes, sizeProblem } from './picture-sizes.ts';

/** Where a picture lies in what the model is shown of it, in pixels. */
export interface PhotoFrame {
  /** What the model is shown; around the picture it is mirrored. */
  readonly frame: GridSize;
  readonly x: number;
  readonly y: number;
}

/** What one per cent of pixels more or fewer than usual counts, where one per cent of a shape's width counts 1: a photo is rather small than bent. */
const AREA_WEIGHT = 0.04;
/** Pictures of less than this part of the usual pixels, or more than its inverse, are far from what the model has learned. */
const LEAST_AREA = 0.4;

/**
 * The size to which a whole photo is scaled for a model, its shape kept as far as the model's step allows: of a model that takes
 * other sizes, one with about as many pixels as the usual one; of a model that does not, the largest that fits into the usual one, which the
 * engine pads. Where neither can be, the usual size, to which the photo is pressed.
 */
export function photoSize(photo: GridSize, sizes: PictureSizes): GridSize {
  const { usual, step, isFree } = sizes;
  if (step === null) return usual;
  const aspect = photo.width / photo.height;
  const candidates: GridSize[] = [];
  const longest = isFree ? longestBeside(step, sizes) : usual.width;
  for (let width = step; width <= longest; width += step) {
    for (const height of new Set(
      [Math.floor, Math.ceil].map((round) => Math.max(1, round(width / aspect / step)) * step),
    )) {
      const size = { width, height };
      const fits = isFree
        ? sizeProblem(sizes, size) === null && isNearUsual(size, usual)
        : height <= usual.height && frameOf(size, sizes) !== null;
      if (fits) candidates.push(size);
    }
  }
  const [best = nearestOf(photo, sizes)] = candidates.sort(
    (a, b) => misfit(a, aspect, usual) - misfit(b, aspect, usual),
  );
  return best;
}

function isNearUsual(size: GridSize, usual: GridSize): boolean {
  const area = cellsOf(size) / cellsOf(usual);
  return area >= LEAST_AREA && area <= 1 / LEAST_AREA;
}

/** How far a size is from the shape that is wanted and from the usual number of pixels. */
function misfit(size: GridSize, aspect: number, usual: GridSize): number {
  const shape = Math.abs(Math.log(size.width / size.height / aspect));
  return shape + AREA_WEIGHT * Math.abs(Math.log(cellsOf(size) / cellsOf(usual)));
}

/** Of a strip so narrow that no size has its shape: as long as the usual size, and one step wide. */
function nearestOf(photo: GridSize, { usual, step }: PictureSizes): GridSize {
  const short = nearestLength(0, step ?? 1);
  return photo.width > photo.height
    ? { width: usual.width, height: Math.min(short, usual.height) }
    : { width: Math.min(short, usual.width), height: usual.height };
}

/**
 * What the model is shown of a picture: the picture itself, or where its graphs take the usual size alone, a frame of that size
 * around it, on whose cells the picture begins and ends. Null where the model cannot look at a picture of this size.
 */
export function frameOf(picture: GridSize, sizes: PictureSizes): PhotoFrame | null {
  const { usual, step, isFree } = sizes;
  if (sizeProblem(sizes, picture) === null) return { frame: picture, x: 0, y: 0 };
  if (isFree || step === null) return null;
  const isWithin = (length: number, whole: number) =>
    Number.isInteger(length / step) && length >= step && length <= whole;
  if (!isWithin(picture.width, usual.width) || !isWithin(picture.height, usual.height)) return null;
  const middle = (length: number, whole: number) => Math.floor((whole - length) / 2 / step) * step;
  return { frame: usual, x: middle(picture.width, usual.width), y: middle(picture.height, usual.height) };
}

export const isPadded = ({ frame }: PhotoFrame, picture: GridSize): boolean => !isSameSize(frame, picture);

/** A picture within its frame, mirrored at its edges. u8 `[H,W,4]` */
export function padPicture(
  { width, height, rgba }: GridSize & { readonly rgba: Uint8ClampedArray },
  { frame, x: left, y: top }: PhotoFrame,
): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(4 * cellsOf(frame));
  for (let y = 0; y < frame.height; y++) {
    const row = mirrored(y - top, height) * width;
    for (let x = 0; x < frame.width; x++) {
      const from = 4 * (row + mirrored(x - left, width));
      out.set(rgba.subarray(from, from + 4), 4 * (y * frame.width + x));
    }
  }
  return out;
}

/** 0 … length − 1, there and back, edges twice. */
function mirrored(at: number, length: number): number {
  const place = ((at % (2 * length)) + 2 * length) % (2 * length);
  return place < length ? place : 2 * length - 1 - place;
}
