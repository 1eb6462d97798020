/** Columns and rows of a grid: pixels of a picture, values of a latent, tokens of an attention map. */
export interface GridSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Size of an attention map in tokens: a square's side as a number, any other as `W×H`. One size has one such value, so sizes can be
 * compared, kept in files and used as keys; what was stored when all pictures were square reads on.
 */
export type MapSide = number | `${number}×${number}`;

export const square = (side: number): GridSize => ({ width: side, height: side });

export function mapSide({ width, height }: GridSize): MapSide {
  return width === height ? width : `${width}×${height}`;
}

/** Also of `WxH` with a plain x, as people type it. Null for anything else than two whole numbers from 1. */
export function parseMapSide(text: string): MapSide | null {
  const [, width, height] = /^([1-9]\d{0,5})[×x]([1-9]\d{0,5})$/.exec(text) ?? [];
  return width && height ? mapSide({ width: Number(width), height: Number(height) }) : null;
}

export function gridOf(side: MapSide): GridSize {
  if (typeof side === 'number') return square(side);
  const [width = Number.NaN, height = Number.NaN] = side.split('×').map(Number);
  return { width, height };
}

/** N of a map. */
export function tokensOf(side: MapSide): number {
  return cellsOf(gridOf(side));
}

export function cellsOf({ width, height }: GridSize): number {
  return width * height;
}

export function isSameSize(a: GridSize, b: GridSize): boolean {
  return a.width === b.width && a.height === b.height;
}

/** The side of a square of as many tokens. */
export function meanSide(side: MapSide): number {
  return typeof side === 'number' ? side : Math.sqrt(tokensOf(side));
}

/** For sorting from few tokens to many. */
export function compareSides(a: MapSide, b: MapSide): number {
  return tokensOf(a) - tokensOf(b) || gridOf(a).width - gridOf(b).width;
}

/** `16×16` */
export function sizeText({ width, height }: GridSize): string {
  return `${width}×${height}`;
}

export const sideText = (side: MapSide): string => sizeText(gridOf(side));

/** Of `sides`, the one whose number of tokens is nearest by ratio; of two the one with more. Null where there is none. */
export function nearestSide(side: MapSide, sides: readonly MapSide[]): MapSide | null {
  const distance = (other: MapSide) => Math.abs(Math.log(tokensOf(other) / tokensOf(side)));
  const [nearest = null] = [...sides].sort((a, b) => distance(a) - distance(b) || compareSides(b, a));
  return nearest;
}
