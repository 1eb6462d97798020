/** Inputs of the attention accumulate kernel on the CPU. Offsets and sizes count elements, not bytes. */
export interface AccumulateAttentionInput {
  /** fp32 `[N, heads·headDim]` from `qOffset` on, the last axis head-major. */
  readonly q: Float32Array;
  readonly qOffset: number;
  /** fp32 `[M, heads·headDim]` from `kOffset` on. */
  readonly k: Float32Array;
  readonly kOffset: number;
  /** N, M */
  readonly queries: number;
  readonly keys: number;
  readonly heads: number;
  readonly headDim: number;
  /** Factor on q·k before the softmax, usually headDim^-½. */
  readonly scale: number;
  /** Factor on the head-averaged probabilities. */
  readonly weight: number;
  /** fp32 `[M]`, added to the scaled scores: 0 keeps a key, −1e4 takes it out of the softmax. Null keeps all keys. */
  readonly keyBias: Float32Array | null;
  /** fp32 `[N, M]`, added to in place. */
  readonly out: Float32Array;
}

/**
 * Adds `weight` times the head-averaged attention probabilities to `out`:
 * out[n,m] += weight · 1/h · Σₕ softmaxₘ(scale · qₕ[n]·kₕ[m] + bias[m]).
 *
 * The capture of Dataset Diffusion (arXiv 2309.14303, section 3.2) before the average over sites and steps.
 * One row of scores is held at a time; sums run in double precision.
 */
export function accumulateAttentionCpu(input: AccumulateAttentionInput): void {
  const { q, qOffset, k, kOffset, queries, keys, heads, headDim, scale, weight, keyBias, out } = input;
  const stride = heads * headDim;
  const scores = new Float64Array(keys);
  for (let n = 0; n < queries; n++) {
    const outRow = n * keys;
    for (let head = 0; head < heads; head++) {
      const queryRow = qOffset + n * stride + head * headDim;
      let max = -Infinity;
      for (let m = 0; m < keys; m++) {
        const keyRow = kOffset + m * stride + head * headDim;
        let dot = 0;
        for (let d = 0; d < headDim; d++) dot += (q[queryRow + d] as number) * (k[keyRow + d] as number);
        const score = scale * dot + (keyBias === null ? 0 : (keyBias[m] as number));
        scores[m] = score;
        if (score > max) max = score;
      }
      let sum = 0;
      for (let m = 0; m < keys; m++) {
        const e = Math.exp((scores[m] as number) - max);
        scores[m] = e;
        sum += e;
      }
      const factor = weight / (heads * sum);
      for (let m = 0; m < keys; m++) {
        out[outRow + m] = (out[outRow + m] as number) + factor * (scores[m] as number);
      }
    }
  }
}
