/** PyTorch's cubic convolution coefficient. */
export const BICUBIC_A = -0.75;

/** For every output position along one axis, the four source positions that it reads and their weights. */
export interface BicubicTaps {
  /** `[to, 4]`, clamped to the edge. */
  readonly indices: Int32Array;
  /** `[to, 4]`, each row summing to 1. */
  readonly weights: Float32Array;
}

/**
 * Taps of bicubic resizing along one axis from `from` to `to` samples, as in PyTorch's
 * `interpolate(mode="bicubic", align_corners=False)`: Keys' cubic convolution with a = −0.75, pixel centres at ½.
 */
export function bicubicTaps(from: number, to: number): BicubicTaps {
  const indices = new Int32Array(to * 4);
  const weights = new Float32Array(to * 4);
  for (let i = 0; i < to; i++) {
    const center = ((i + 0.5) * from) / to - 0.5;
    const floor = Math.floor(center);
    const t = center - floor;
    weights[i * 4] = farWeight(t + 1);
    weights[i * 4 + 1] = nearWeight(t);
    weights[i * 4 + 2] = nearWeight(1 - t);
    weights[i * 4 + 3] = farWeight(2 - t);
    for (let tap = 0; tap < 4; tap++) indices[i * 4 + tap] = Math.min(Math.max(floor - 1 + tap, 0), from - 1);
  }
  return { indices, weights };
}

/** (a + 2)|t|³ − (a + 3)|t|² + 1 for |t| ≤ 1 */
function nearWeight(t: number): number {
  return ((BICUBIC_A + 2) * t - (BICUBIC_A + 3)) * t * t + 1;
}

/** a|t|³ − 5a|t|² + 8a|t| − 4a for 1 < |t| < 2 */
function farWeight(t: number): number {
  return ((BICUBIC_A * t - 5 * BICUBIC_A) * t + 8 * BICUBIC_A) * t - 4 * BICUBIC_A;
}

/** A run of planes of one size: `planes` times `height`·`width` values, row-major. */
export interface Planes {
  readonly planes: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * Resizes each plane of `source` into the plane of `target` with the same number: rows first, columns second.
 * PyTorch's bicubic in the sense of {@link bicubicTaps}; values may overshoot the source's range.
 */
export function resizeBicubic(source: Planes, target: Planes): void {
  const across = bicubicTaps(source.width, target.width);
  const down = bicubicTaps(source.height, target.height);
  const stretched = new Float32Array(source.height * target.width);
  for (let plane = 0; plane < source.planes; plane++) {
    stretchRows(source, plane, across, target.width, stretched);
    blendRows(stretched, down, target, plane);
  }
}

/** The rows of one plane of `source`, brought to `width` values by `taps`. */
function stretchRows(source: Planes, plane: number, taps: BicubicTaps, width: number, out: Float32Array): void {
  const { indices, weights } = taps;
  const { height, data } = source;
  for (let y = 0; y < height; y++) {
    const row = (plane * height + y) * source.width;
    for (let x = 0; x < width; x++) {
      const tap = x * 4;
      out[y * width + x] =
        (weights[tap] as number) * (data[row + (indices[tap] as number)] as number) +
        (weights[tap + 1] as number) * (data[row + (indices[tap + 1] as number)] as number) +
        (weights[tap + 2] as number) * (data[row + (indices[tap + 2] as number)] as number) +
        (weights[tap + 3] as number) * (data[row + (indices[tap + 3] as number)] as number);
    }
  }
}

function blendRows(rows: Float32Array, taps: BicubicTaps, target: Planes, plane: number): void {
  const { indices, weights } = taps;
  const { width, height, data } = target;
  for (let y = 0; y < height; y++) {
    const tap = y * 4;
    const w0 = weights[tap] as number;
    const w1 = weights[tap + 1] as number;
    const w2 = weights[tap + 2] as number;
    const w3 = weights[tap + 3] as number;
    const r0 = (indices[tap] as number) * width;
    const r1 = (indices[tap + 1] as number) * width;
    const r2 = (indices[tap + 2] as number) * width;
    const r3 = (indices[tap + 3] as number) * width;
    const out = (plane * height + y) * width;
    for (let x = 0; x < width; x++) {
      data[out + x] =
        w0 * (rows[r0 + x] as number) +
        w1 * (rows[r1 + x] as number) +
        w2 * (rows[r2 + x] as number) +
        w3 * (rows[r3 + x] as number);
    }
  }
}
