/** Inputs of the attention edges kernel on the CPU. */
export interface AttentionEdgesInput {
  /** A_S: fp32 `[N, N]` row-major with N = width · height, not negative. */
  readonly a: Float32Array;
  /** What makes its rows sum to 1. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  /** fp32 `[N]`, which is `[height,width]`: overwritten. */
  readonly edges: Float32Array;
}

/** Is added to probabilities: none is 0 then, and what is far below chance does not count. */
export const LEAST = 1e-8;

/**
 * edges[n] = D(A_right ‖ A_left) + D(A_below ‖ A_above): the Kullback-Leibler divergences between the rows of A_S of n's opposite
 * neighbours. Where two objects meet, one side looks elsewhere than the other. This is the attention boundary divergence of TRACE
 * (arXiv 2503.07982). At the grid's rim n itself stands for the neighbour that is missing.
 */
export function attentionEdgesCpu({ a, scale, width, height, edges }: AttentionEdgesInput): void {
  const tokens = width * height;
  const divergence = (p: number, q: number) => {
    let sum = 0;
    for (let m = 0; m < tokens; m++) {
      const pm = (a[p * tokens + m] as number) * scale + LEAST;
      const qm = (a[q * tokens + m] as number) * scale + LEAST;
      sum += pm * Math.log(pm / qm);
    }
    return sum;
  };
  for (let n = 0; n < tokens; n++) {
    const [x, y] = [n % width, Math.floor(n / width)];
    const [left, right] = [x > 0 ? n - 1 : n, x < width - 1 ? n + 1 : n];
    const [above, below] = [y > 0 ? n - width : n, y < height - 1 ? n + width : n];
    // Rows that do not quite sum to 1 may come out below 0.
    edges[n] = Math.max(0, divergence(right, left) + divergence(below, above));
  }
}
