type Numbers = Float32Array | Float64Array;

/**
 * Mean of each cell's window of (2r + 1)² cells, as far as it lies on the grid, by running sums (the box filter of He, Sun
 * and Tang, "Guided image filtering", TPAMI 2013): the cost does not depend on r. Sums are fp64, so that what a running sum
 * leaves behind is far below fp32.
 *
 * @param source `[side, side]`
 * @param along fp64 `[side²]`, working memory, overwritten
 * @param target `[side, side]`, overwritten; may be `source`
 */
export function windowMeans(source: Numbers, side: number, radius: number, along: Float64Array, target: Numbers): void {
  meansAlongRows(source, side, radius, along);
  meansDownColumns(along, side, radius, target);
}

function meansAlongRows(source: Numbers, side: number, radius: number, target: Float64Array): void {
  for (let start = 0; start < side * side; start += side) {
    let sum = 0;
    for (let x = 0; x < Math.min(radius, side); x++) sum += source[start + x] as number;
    for (let x = 0; x < side; x++) {
      if (x + radius < side) sum += source[start + x + radius] as number;
      if (x > radius) sum -= source[start + x - radius - 1] as number;
      target[start + x] = sum / cellsAround(x, radius, side);
    }
  }
}

/** All columns at once, one row after another: memory is read in its order. */
function meansDownColumns(source: Float64Array, side: number, radius: number, target: Numbers): void {
  const sums = new Float64Array(side);
  const addRow = (y: number, sign: 1 | -1) => {
    for (let x = 0; x < side; x++) sums[x] = (sums[x] as number) + sign * (source[y * side + x] as number);
  };
  for (let y = 0; y < Math.min(radius, side); y++) addRow(y, 1);
  for (let y = 0; y < side; y++) {
    if (y + radius < side) addRow(y + radius, 1);
    if (y > radius) addRow(y - radius - 1, -1);
    const share = 1 / cellsAround(y, radius, side);
    for (let x = 0; x < side; x++) target[y * side + x] = (sums[x] as number) * share;
  }
}

/** Cells of one axis within the radius of cell `i`, itself included. */
function cellsAround(i: number, radius: number, side: number): number {
  return Math.min(i + radius, side - 1) - Math.max(i - radius, 0) + 1;
}
