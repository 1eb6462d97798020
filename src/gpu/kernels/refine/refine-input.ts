/** Inputs of the refine kernel on the CPU. */
export interface RefineInput {
  /** fp32 `[N, N]` row-major: the accumulated self-attention, not yet divided by its weight. */
  readonly a: Float32Array;
  /** Factor on `a` that makes its rows sum to 1. */
  readonly scale: number;
  /** fp32 `[N, C]` row-major: the class columns. */
  readonly x0: Float32Array;
  /** N */
  readonly tokens: number;
  /** C */
  readonly columns: number;
  /** K */
  readonly maxPower: number;
  /** fp32 `[K + 1, N, C]` row-major, overwritten. */
  readonly out: Float32Array;
}
