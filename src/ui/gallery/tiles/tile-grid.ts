/** Where the gallery's tiles lie, in CSS pixels: equal squares in rows that fill a width, or in a single row. */
export interface TileGrid {
  readonly count: number;
  /** Tiles a row. */
  readonly columns: number;
  readonly side: number;
  /** From one tile's edge to the next one's. */
  readonly step: number;
  /** Around all of them: room for outlines. */
  readonly padding: number;
}

/** A part of the list's own plane. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const GAP = 8;
const STRIP = { side: 64, padding: 4 } as const;
const PADDING = 6;

/** One row, as long as it takes. */
export function stripOf(count: number): TileGrid {
  return { count, columns: Math.max(1, count), step: STRIP.side + GAP, ...STRIP };
}

/** As many columns as have room at `leastSide`; tiles grow until they fill the width. */
export function gridOf(count: number, width: number, leastSide: number): TileGrid {
  const inner = width - 2 * PADDING;
  const columns = Math.max(1, Math.floor((inner + GAP) / (leastSide + GAP)));
  const side = Math.max(1, Math.floor((inner + GAP) / columns) - GAP);
  return { count, columns, side, step: side + GAP, padding: PADDING };
}

export function placeOf({ columns, step, padding }: TileGrid, index: number): { left: number; top: number } {
  return { left: padding + (index % columns) * step, top: padding + Math.floor(index / columns) * step };
}

/** What all tiles take with the padding around them. */
export function sizeOf({ count, columns, step, padding }: TileGrid): { width: number; height: number } {
  const rows = Math.ceil(count / columns);
  return { width: columns * step - GAP + 2 * padding, height: Math.max(0, rows * step - GAP) + 2 * padding };
}

/** Tiles of the rows, or of the part of the single row, that the area touches: `from` up to, not with, `to`. */
export function tilesWithin(grid: TileGrid, area: Area): { from: number; to: number } {
  const { count, columns, step, padding } = grid;
  const isOneRow = columns >= count;
  const [start, end] = isOneRow ? [area.left, area.right] : [area.top, area.bottom];
  if (area.right <= area.left || area.bottom <= area.top) return { from: 0, to: 0 };
  const each = isOneRow ? 1 : columns;
  const within = (line: number) => Math.min(count, Math.max(0, line * each));
  return {
    from: within(Math.floor((start - padding) / step)),
    to: within(Math.floor((end - padding) / step) + 1),
  };
}

/** Rows, or tiles of a single row, that a screen of this size shows whole: what PageUp and PageDown move by. */
function tilesAPage({ count, columns, step }: TileGrid, page: { width: number; height: number }): number {
  if (columns >= count) return Math.max(1, Math.floor(page.width / step));
  return columns * Math.max(1, Math.floor(page.height / step));
}

/**
 * Where a key leads from a tile.
 * @param page what is seen of the list, CSS pixels
 * @returns null where the key leads nowhere: the tile stays
 */
export function tileAfterKey(
  grid: TileGrid,
  index: number,
  key: string,
  page: { width: number; height: number },
): number | null {
  const last = grid.count - 1;
  const inside = (to: number) => (to >= 0 && to <= last ? to : null);
  switch (key) {
    case 'ArrowLeft':
      return inside(index - 1);
    case 'ArrowRight':
      return inside(index + 1);
    case 'ArrowUp':
      return inside(index - grid.columns);
    case 'ArrowDown':
      return inside(index + grid.columns);
    case 'Home':
      return inside(0);
    case 'End':
      return inside(last);
    case 'PageUp':
      return inside(Math.max(0, index - tilesAPage(grid, page)));
    case 'PageDown':
      return inside(Math.min(last, index + tilesAPage(grid, page)));
    default:
      return null;
  }
}
