export type Sharpening =
  /** Steps along the entropy's gradient projected on the simplex; the step is `size` / N, N the row's length. */
  | { readonly kind: 'gradient'; readonly steps: number; readonly size: number }
  /** Steps of exponentiated gradient descent: together they raise the row to the power (1 + size)^steps. */
  | { readonly kind: 'exponentiated'; readonly steps: number; readonly size: number };

/**
 * Rows of A_S with less entropy, still summing to 1 (iSeg, arXiv 2409.03209: entropy-reduced self-attention). With
 * H(a) = −Σ aⱼ ln aⱼ the gradient is ∂H/∂aⱼ = −(ln aⱼ + 1).
 *
 * Gradient: a ← max(0, a − λ·(∂H/∂a − its mean over the row)), then divided by the sum: within the plane of rows that sum to
 * 1, on which the constant has no part. What has reached 0 stays there. Exponentiated (Kivinen and Warmuth 1997):
 * aⱼ ← aⱼ·exp(−size·∂H/∂aⱼ) ∝ aⱼ^(1+size). Number of steps and step sizes are this project's, not the paper's.
 *
 * @param rows fp32 `[N, N]`, not changed
 */
export function sharpenRows(rows: Float32Array, tokens: number, { kind, steps, size }: Sharpening): Float32Array {
  const sharpened = rows.slice();
  for (let start = 0; start < sharpened.length; start += tokens) {
    const row = sharpened.subarray(start, start + tokens);
    if (kind === 'exponentiated') raise(row, (1 + size) ** steps);
    else for (let step = 0; step < steps; step++) descend(row, size / tokens);
  }
  return sharpened;
}

/** One projected step of `lambda`. */
function descend(row: Float32Array, lambda: number): void {
  const logs = new Float64Array(row.length);
  let sum = 0;
  let supported = 0;
  for (let j = 0; j < row.length; j++) {
    const a = row[j] as number;
    if (a <= 0) continue;
    logs[j] = Math.log(a);
    sum += logs[j] as number;
    supported++;
  }
  const meanLog = sum / supported;
  for (let j = 0; j < row.length; j++) {
    const a = row[j] as number;
    if (a > 0) row[j] = Math.max(0, a + lambda * ((logs[j] as number) - meanLog));
  }
  scaleToOne(row);
}

function raise(row: Float32Array, power: number): void {
  // Divided by the maximum first: powers of small probabilities leave fp32's range.
  let max = 0;
  for (let j = 0; j < row.length; j++) max = Math.max(max, row[j] as number);
  if (max === 0) return;
  for (let j = 0; j < row.length; j++) row[j] = ((row[j] as number) / max) ** power;
  scaleToOne(row);
}

function scaleToOne(row: Float32Array): void {
  let sum = 0;
  for (let j = 0; j < row.length; j++) sum += row[j] as number;
  if (sum === 0) return;
  for (let j = 0; j < row.length; j++) row[j] = (row[j] as number) / sum;
}
