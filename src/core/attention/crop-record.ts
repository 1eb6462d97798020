import { type GridSize, gridOf, type MapSide, mapSide } from '../grid-size.ts';
import { type AttentionRecord, MAX_TAU, type PowerStack } from './types.ts';

/** A part of a picture in pixels. */
export interface PictureCut extends GridSize {
  readonly x: number;
  readonly y: number;
}

/**
 * The record of a part of the picture: of every map the cells that lie in it. What tokens around it gave to those within stays.
 *
 * @param frame size of the whole picture
 * @param part begins and ends between cells of every map
 */
export function cropRecord(record: AttentionRecord, frame: GridSize, part: PictureCut): AttentionRecord {
  const sideOf = (side: MapSide) => mapSide(cellsOfPart(side, frame, part));
  return {
    ...record,
    crossSides: record.crossSides.map(sideOf),
    columns: record.columns.map((column) => ({ ...column, crossSide: sideOf(column.crossSide) })),
    stacks: record.stacks.map((stack) => cropStack(stack, record.columns.length, frame, part)),
  };
}

function cropStack({ selfSide, data }: PowerStack, columns: number, frame: GridSize, part: PictureCut): PowerStack {
  const whole = gridOf(selfSide);
  const { x, y, width, height } = cellsOfPart(selfSide, frame, part);
  const cropped = new Float32Array((MAX_TAU + 1) * width * height * columns);
  let end = 0;
  for (let power = 0; power <= MAX_TAU; power++) {
    for (let row = y; row < y + height; row++) {
      const start = ((power * whole.height + row) * whole.width + x) * columns;
      cropped.set(data.subarray(start, start + width * columns), end);
      end += width * columns;
    }
  }
  return { selfSide: mapSide({ width, height }), data: cropped };
}

function cellsOfPart(side: MapSide, frame: GridSize, part: PictureCut): PictureCut {
  const { width, height } = gridOf(side);
  const [across, down] = [width / frame.width, height / frame.height];
  const cells = { x: part.x * across, y: part.y * down, width: part.width * across, height: part.height * down };
  if (Object.values(cells).every(Number.isInteger)) return cells;
  throw new Error(`${part.width}×${part.height} at ${part.x}, ${part.y} cuts through cells of ${width}×${height}`);
}
