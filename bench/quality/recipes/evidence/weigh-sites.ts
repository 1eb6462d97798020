/**
 * How far a site's map follows the dense affinity A_S: per column the correlation of x and A_S·x over the grid, the mean over
 * columns, 0 where it is negative. A map that changes within what A_S holds together scores low.
 *
 * GoCA (arXiv 2603.06178) weighs layers by their agreement with the affinity of dense features; A_S stands in for those
 * here, and correlation for its measure: this project's closest reading.
 *
 * @param map fp32 `[N, columns]`
 * @param smoothed fp32 `[N, columns]`: A_S times the map
 */
export function affinityAgreement(map: Float32Array, smoothed: Float32Array, columns: number): number {
  let sum = 0;
  for (let column = 0; column < columns; column++) sum += Math.max(0, correlation(map, smoothed, columns, column));
  return sum / columns;
}

/** Pearson's, of one column; 0 where either is constant. */
function correlation(a: Float32Array, b: Float32Array, columns: number, column: number): number {
  const rows = a.length / columns;
  let [sumA, sumB] = [0, 0];
  for (let cell = column; cell < a.length; cell += columns) {
    sumA += a[cell] as number;
    sumB += b[cell] as number;
  }
  const [meanA, meanB] = [sumA / rows, sumB / rows];
  let [ab, aa, bb] = [0, 0, 0];
  for (let cell = column; cell < a.length; cell += columns) {
    const x = (a[cell] as number) - meanA;
    const y = (b[cell] as number) - meanB;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** Each column divided by its sum, in place: then no site counts more because more of its attention goes to words. */
export function sumToOne(map: Float32Array, columns: number): Float32Array {
  const sums = new Float64Array(columns);
  for (let cell = 0; cell < map.length; cell++) {
    const column = cell % columns;
    sums[column] = (sums[column] as number) + (map[cell] as number);
  }
  for (let cell = 0; cell < map.length; cell++) {
    const sum = sums[cell % columns] as number;
    if (sum > 0) map[cell] = (map[cell] as number) / sum;
  }
  return map;
}
