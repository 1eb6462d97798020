/** Inputs of the sharpen kernel on the CPU. */
export interface SharpenInput {
  /** fp32 `[N, N]` row-major, not negative, every row with the same sum or its own: overwritten by rows that sum to 1. */
  readonly a: Float32Array;
  /** N */
  readonly tokens: number;
  /** p > 0; 1 only divides each row by its sum. */
  readonly power: number;
}

/**
 * a[n,m] ← a[n,m]ᵖ / Σⱼ a[n,j]ᵖ, in place: self-attention of less entropy for p above 1.
 *
 * iSeg (arXiv 2409.03209) refines with self-attention whose entropy was lowered along its gradient. Exponentiated gradient
 * steps (Kivinen and Warmuth 1997) down H = −Σ aⱼ ln aⱼ, aⱼ ← aⱼ·exp(η·(ln aⱼ + 1)) and then normalised, come to just this
 * power, p = (1 + η) to the number of steps. A row of zeros stays. Entries are divided by the row's maximum first, so that no
 * power of a small probability leaves fp32's range.
 */
export function sharpenCpu({ a, tokens, power }: SharpenInput): void {
  // The bundled model's power: a square root takes a tenth of the time of a power.
  const isThreeHalves = power === 1.5;
  for (let start = 0; start < tokens * tokens; start += tokens) {
    let max = 0;
    for (let m = start; m < start + tokens; m++) max = Math.max(max, a[m] as number);
    if (max === 0) continue;
    let sum = 0;
    for (let m = start; m < start + tokens; m++) {
      const share = (a[m] as number) / max;
      const raised = isThreeHalves ? share * Math.sqrt(share) : share ** power;
      a[m] = raised;
      sum += raised;
    }
    for (let m = start; m < start + tokens; m++) a[m] = (a[m] as number) / sum;
  }
}
