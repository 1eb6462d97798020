/** Median of a list that is not empty. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/** Milliseconds of each of `runs` calls, after one call to warm up; calls never overlap. */
export async function timeRuns(runs: number, work: () => Promise<void>): Promise<number[]> {
  await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times;
}

/** A row-stochastic matrix fp32 [rows,columns], peaked like attention, from a small linear congruential generator. */
export function rowStochastic(rows: number, columns: number, seed: number): Float32Array {
  const matrix = new Float32Array(rows * columns);
  let state = seed >>> 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const weight = (state / 2 ** 32) ** 8;
      matrix[row * columns + column] = weight;
      sum += weight;
    }
    for (let column = 0; column < columns; column++) {
      matrix[row * columns + column] = (matrix[row * columns + column] as number) / sum;
    }
  }
  return matrix;
}
