import { type GridSize, gridOf, type MapSide, mapSide } from '../grid-size.ts';
import type { TuningSettings } from '../segmentation/types.ts';

/** A part of a picture in pixels. */
export interface PictureCut extends GridSize {
  readonly x: number;
  readonly y: number;
}

/** A picture within what the model was shown of it. */
export interface FrameCut {
  readonly frame: GridSize;
  /** Begins and ends between cells of every map. */
  readonly part: PictureCut;
}

/** The part's side of a map that is `side` over the whole frame. */
export const sideOfPart = (side: MapSide, cut: FrameCut): MapSide => mapSide(cellsOfPart(side, cut));

/**
 * Of every plane the cells that lie in the part.
 *
 * @param data fp32 `[planes, N, columns]`, N the tokens of `side`, row by row
 * @returns fp32 `[planes, N', columns]`, N' the tokens of `sideOfPart`
 */
export function cropPlanes(
  data: Float32Array,
  side: MapSide,
  { planes, columns }: { readonly planes: number; readonly columns: number },
  cut: FrameCut,
): Float32Array {
  const whole = gridOf(side);
  const { x, y, width, height } = cellsOfPart(side, cut);
  const cropped = new Float32Array(planes * width * height * columns);
  let end = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let row = y; row < y + height; row++) {
      const start = ((plane * whole.height + row) * whole.width + x) * columns;
      cropped.set(data.subarray(start, start + width * columns), end);
      end += width * columns;
    }
  }
  return cropped;
}

/**
 * The same tuning for maps of the whole frame.
 *
 * @param tuning names sides of the part
 * @param sides of the frame
 */
export function tuningOfFrame(
  tuning: TuningSettings,
  sides: { readonly crossSides: readonly MapSide[]; readonly selfSides: readonly MapSide[] },
  cut: FrameCut,
): TuningSettings {
  const selfSide = sides.selfSides.find((side) => sideOfPart(side, cut) === tuning.selfSide);
  if (selfSide === undefined) throw new Error(`No map has side ${tuning.selfSide} within the picture`);
  const crossSides = sides.crossSides.filter((side) => tuning.crossSides.includes(sideOfPart(side, cut)));
  return { ...tuning, crossSides, selfSide };
}

function cellsOfPart(side: MapSide, { frame, part }: FrameCut): PictureCut {
  const { width, height } = gridOf(side);
  const [across, down] = [width / frame.width, height / frame.height];
  const cells = { x: part.x * across, y: part.y * down, width: part.width * across, height: part.height * down };
  if (Object.values(cells).every(Number.isInteger)) return cells;
  throw new Error(`${part.width}×${part.height} at ${part.x}, ${part.y} cuts through cells of ${width}×${height}`);
}
