/** Cells a side of the table that says what a map of places shows. */
const PARTS = 3;

/**
 * How a class's pixels are spread over thirds of the picture: shares of all its pixels, rows from the top, each from the left.
 * All zeros where it has none.
 * @param places fp64 `[side,side]`
 */
export function placeShares(places: Float64Array): readonly (readonly number[])[] {
  const side = Math.sqrt(places.length);
  const parts = Array.from({ length: PARTS }, () => new Array<number>(PARTS).fill(0));
  let all = 0;
  places.forEach((share, cell) => {
    const row = parts[Math.floor((Math.floor(cell / side) * PARTS) / side)];
    const column = Math.floor(((cell % side) * PARTS) / side);
    if (row) row[column] = (row[column] ?? 0) + share;
    all += share;
  });
  return parts.map((row) => row.map((sum) => (all > 0 ? sum / all : 0)));
}
