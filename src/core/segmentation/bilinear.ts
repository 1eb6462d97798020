/** For every output position along one axis, the two source positions that it reads, and how much of the second. */
export interface BilinearTaps {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  /** 0 … 1 */
  readonly fractions: Float32Array;
}

/**
 * Taps of bilinear resizing along one axis from `from` to `to` samples, as in PyTorch's
 * `interpolate(mode="bilinear", align_corners=False)`: pixel centres at ½, edges repeated.
 */
export function bilinearTaps(from: number, to: number): BilinearTaps {
  const lower = new Int32Array(to);
  const upper = new Int32Array(to);
  const fractions = new Float32Array(to);
  for (let i = 0; i < to; i++) {
    const center = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const floor = Math.floor(center);
    lower[i] = floor;
    upper[i] = Math.min(floor + 1, from - 1);
    fractions[i] = center - floor;
  }
  return { lower, upper, fractions };
}
