/** Reproducible test data: `count` numbers in −1 … 1 from a 32-bit xorshift. */
export function randomArray(count: number, seed: number): Float32Array {
  let state = (seed * 2654435761 + 1) >>> 0 || 1;
  return Float32Array.from({ length: count }, () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return (state / 2 ** 32) * 2 - 1;
  });
}

/** `[rows, columns]` of positive numbers whose rows sum to 1. */
export function randomStochastic(rows: number, columns: number, seed: number): Float32Array {
  const matrix = randomArray(rows * columns, seed).map((value) => Math.exp(3 * value));
  for (let row = 0; row < rows; row++) {
    const cells = matrix.subarray(row * columns, (row + 1) * columns);
    const sum = cells.reduce((total, value) => total + value, 0);
    cells.forEach((value, index) => {
      cells[index] = value / sum;
    });
  }
  return matrix;
}

/** The largest absolute difference; NaN as soon as one is none. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`Lengths differ: ${a.length} and ${b.length}.`);
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    if (Number.isNaN(difference)) return difference;
    if (difference > worst) worst = difference;
  }
  return worst;
}
