/**
 * Guidance rescale: brings the guided prediction's spread back to the conditional one's, against overexposed pictures.
 *
 *   σ_pos = std(x_pos),  σ_cfg = std(x_cfg);  x_rescaled = x_cfg·σ_pos/σ_cfg;  x = φ·x_rescaled + (1 − φ)·x_cfg
 *
 * Source: Lin et al., "Common Diffusion Noise Schedules and Sample Steps are Flawed" (2024), equations 15 and 16.
 * @param combined x_cfg, the result of `combineGuidance`; one picture's, since the spread is one picture's. Not constant.
 * @param conditional x_pos.
 * @param phi From 0 (`combined` as it is) to 1; the paper found 0.7.
 * @param out Receives the result; may be one of the inputs.
 */
export function rescaleGuidance(
  combined: Float32Array,
  conditional: Float32Array,
  phi: number,
  out: Float32Array,
): Float32Array {
  if (conditional.length !== combined.length || out.length !== combined.length) {
    throw new Error(`lengths differ: ${combined.length}, ${conditional.length}, ${out.length}`);
  }
  if (!(phi >= 0 && phi <= 1)) throw new RangeError(`φ must be from 0 to 1; found ${phi}`);
  const sigmaCfg = standardDeviation(combined);
  if (sigmaCfg === 0) throw new RangeError('the combined prediction is constant: there is no spread to rescale');
  const factor = (phi * standardDeviation(conditional)) / sigmaCfg + (1 - phi);
  for (let i = 0; i < out.length; i++) out[i] = factor * (combined[i] as number);
  return out;
}

function standardDeviation(x: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] as number;
  const mean = sum / x.length;
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += ((x[i] as number) - mean) ** 2;
  return Math.sqrt(squares / x.length);
}
