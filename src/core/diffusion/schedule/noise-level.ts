/** α, σ and λ of a unit-variance latent x = α·x₀ + σ·ε. */
export interface NoiseLevel {
  readonly alpha: number;
  readonly sigma: number;
  /** ln(α/σ), half the log of the signal-to-noise ratio; infinite where there is no noise. */
  readonly lambda: number;
}

/**
 * The level at which a unit-variance latent has the signal-to-noise ratio of x₀ + `sigmaVe`·ε.
 *
 * Source: Lu et al., "DPM-Solver" (2022), section 2.1, for λ; Karras et al. (2022), table 1, for the change of scale.
 */
export function noiseLevel(sigmaVe: number): NoiseLevel {
  const alpha = 1 / Math.sqrt(sigmaVe * sigmaVe + 1);
  return { alpha, sigma: sigmaVe * alpha, lambda: -Math.log(sigmaVe) };
}
