import { BACKGROUND_ID, VOID_ID } from '../segmentation/types.ts';
import type { PlaceGrids } from './types.ts';

/** Cells a side: enough to tell where objects lie, and 256 bytes a class in a pair's row. */
export const PLACE_SIDE = 16;
const CELLS = PLACE_SIDE * PLACE_SIDE;
/** A level a character, 0 … 63. */
const LEVELS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const TOP = LEVELS.length - 1;

/**
 * Where each class of a mask lies: for each cell of a 16×16 grid the share of its pixels that are of the class, in 63rds; what is
 * there at all is at least one.
 *
 * @param ids u8 `[H,W]`: 0 background, class ids, 255 void
 * @returns by class id, cells row by row, for the classes that have a pixel. A mask under 16 pixels a side has empty cells.
 */
export function placeGrids(ids: Uint8Array, width: number, height: number): PlaceGrids {
  const counts = new Map<number, Uint32Array>();
  const sizes = new Uint32Array(CELLS);
  const columns = Uint8Array.from({ length: width }, (_, x) => Math.floor((x * PLACE_SIDE) / width));
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * PLACE_SIDE) / height) * PLACE_SIDE;
    for (let x = 0; x < width; x++) {
      const cell = row + (columns[x] as number);
      sizes[cell] = (sizes[cell] as number) + 1;
      const id = ids[y * width + x] as number;
      if (id === BACKGROUND_ID || id === VOID_ID) continue;
      let own = counts.get(id);
      if (!own) {
        own = new Uint32Array(CELLS);
        counts.set(id, own);
      }
      own[cell] = (own[cell] as number) + 1;
    }
  }
  const level = (count: number, cell: number) =>
    count === 0 ? 0 : Math.max(1, Math.round((TOP * count) / (sizes[cell] as number)));
  return Object.fromEntries(
    [...counts].map(([id, own]) => [id, Array.from(own, (count, cell) => LEVELS[level(count, cell)]).join('')]),
  );
}

const LEVEL_OF = new Map([...LEVELS].map((character, level) => [character.charCodeAt(0), level / TOP]));

/** Adds a grid's shares, 0 … 1, to `sums`, fp64 `[16,16]`. Cells that cannot be read, of a newer studio perhaps, count as 0. */
export function addPlaces(sums: Float64Array, grid: string): void {
  for (let cell = 0; cell < CELLS; cell++) {
    sums[cell] = (sums[cell] as number) + (LEVEL_OF.get(grid.charCodeAt(cell)) ?? 0);
  }
}
