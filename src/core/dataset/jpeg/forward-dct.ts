/**
 * cos(kπ/16)/2 for k = 0 … 8. Written out, because engines may differ in the last bit of Math.cos; sums and products of
 * doubles are the same in all of them.
 */
const HALF_COSINES = [
  0.5, 0.4903926402016152, 0.46193976625564337, 0.4157348061512726, 0.3535533905932738, 0.27778511650980114,
  0.19134171618254492, 0.09754516100806417, 0,
];

function halfCosine(k: number): number {
  const folded = k % 32 > 16 ? 32 - (k % 32) : k % 32;
  return folded > 8 ? -(HALF_COSINES[16 - folded] as number) : (HALF_COSINES[folded] as number);
}

/** `[u][x]`: ½·C(u)·cos((2x+1)uπ/16), C(0) = 1/√2, else 1. */
const BASIS = Float64Array.from({ length: 64 }, (_, i) => {
  const u = i >> 3;
  const x = i & 7;
  return u === 0 ? halfCosine(4) : halfCosine((2 * x + 1) * u);
});

const rows = new Float64Array(64);

/**
 * The 8×8 forward DCT (ITU-T T.81, A.3.3): S(v,u) = ¼·C(u)·C(v)·Σ s(y,x)·cos((2x+1)uπ/16)·cos((2y+1)vπ/16), as two
 * passes of a one-dimensional transform.
 *
 * @param samples f64 `[8,8]`, row-major, level-shifted
 * @param coefficients f64 `[8,8]`, row-major; written
 */
export function forwardDct(samples: Float64Array, coefficients: Float64Array): void {
  for (let y = 0; y < 8; y++) transform(samples, 8 * y, 1, rows, 8 * y, 1);
  for (let u = 0; u < 8; u++) transform(rows, u, 8, coefficients, u, 8);
}

/** Eight values `step` apart. Sums go from the first to the last: another order would round otherwise. */
function transform(
  from: Float64Array,
  first: number,
  step: number,
  to: Float64Array,
  target: number,
  targetStep: number,
): void {
  const s0 = from[first] as number;
  const s1 = from[first + step] as number;
  const s2 = from[first + 2 * step] as number;
  const s3 = from[first + 3 * step] as number;
  const s4 = from[first + 4 * step] as number;
  const s5 = from[first + 5 * step] as number;
  const s6 = from[first + 6 * step] as number;
  const s7 = from[first + 7 * step] as number;
  for (let u = 0; u < 64; u += 8) {
    to[target + (u >> 3) * targetStep] =
      s0 * (BASIS[u] as number) +
      s1 * (BASIS[u + 1] as number) +
      s2 * (BASIS[u + 2] as number) +
      s3 * (BASIS[u + 3] as number) +
      s4 * (BASIS[u + 4] as number) +
      s5 * (BASIS[u + 5] as number) +
      s6 * (BASIS[u + 6] as number) +
      s7 * (BASIS[u + 7] as number);
  }
}
