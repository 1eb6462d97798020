import type { SchedulerConfig } from '../types.ts';

/** ᾱ that stands in for 0 where a sampler divides by it; diffusers' value for its Euler and DPM-Solver classes. */
const SMALLEST_ALPHA_BAR = 2 ** -24;
/** β stays below 1 so that no ᾱ is 0. Source: Nichol and Dhariwal (2021), section 3.2. */
const MAX_COSINE_BETA = 0.999;

/**
 * β_t for t = 0 … T − 1, float64, before any zero-terminal-SNR rescale.
 *
 * Sources: `linear` Ho et al., "Denoising Diffusion Probabilistic Models" (2020), section 4; `scaled_linear` (linear
 * in √β) Rombach et al., "Latent Diffusion" (2022); `squaredcos_cap_v2` Nichol and Dhariwal, "Improved Denoising
 * Diffusion Probabilistic Models" (2021), equation 17.
 */
export function betas({ numTrainTimesteps: T, betaStart, betaEnd, betaSchedule }: SchedulerConfig): Float64Array {
  switch (betaSchedule) {
    case 'linear':
      return Float64Array.from(linspace(betaStart, betaEnd, T));
    case 'scaled_linear':
      return Float64Array.from(linspace(Math.sqrt(betaStart), Math.sqrt(betaEnd), T), (root) => root * root);
    case 'squaredcos_cap_v2': {
      // ᾱ(t) = cos²((t/T + s)/(1 + s) · π/2), s = 0.008;  β_t = min(1 − ᾱ(t + 1)/ᾱ(t), 0.999)
      const f = (t: number) => Math.cos(((t / T + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
      return Float64Array.from({ length: T }, (_, t) => Math.min(1 - f(t + 1) / f(t), MAX_COSINE_BETA));
    }
  }
}

/**
 * ᾱ_t = ∏_{s ≤ t} (1 − β_s) for t = 0 … T − 1, float64. With zero terminal SNR, ᾱ_{T−1} is exactly 0.
 *
 * Rescale: √ᾱ_t ← (√ᾱ_t − √ᾱ_{T−1}) · √ᾱ_0 / (√ᾱ_0 − √ᾱ_{T−1})
 * Source: Lin et al., "Common Diffusion Noise Schedules and Sample Steps are Flawed" (2023), algorithm 1.
 */
export function alphaBars(config: SchedulerConfig): Float64Array {
  let product = 1;
  const alphaBar = betas(config).map((beta) => {
    product *= 1 - beta;
    return product;
  });
  if (!config.rescaleBetasZeroSnr) return alphaBar;
  const first = Math.sqrt(alphaBar[0] as number);
  const last = Math.sqrt(alphaBar.at(-1) as number);
  return alphaBar.map((value) => (((Math.sqrt(value) - last) * first) / (first - last)) ** 2);
}

/**
 * ᾱ at training timestep `t`, for noising a clean latent: x_t = √ᾱ_t·x₀ + √(1 − ᾱ_t)·ε.
 * @param t Whole number from 0 to T − 1.
 */
export function alphaBarAt(config: SchedulerConfig, t: number): number {
  const alphaBar = alphaBars(config)[t];
  if (alphaBar === undefined) {
    throw new RangeError(`timestep must be a whole number from 0 to ${config.numTrainTimesteps - 1}; found ${t}`);
  }
  return alphaBar;
}

/**
 * σ_t = √((1 − ᾱ_t)/ᾱ_t), the noise level beside an unscaled x₀, for t = 0 … T − 1. Finite under zero terminal SNR,
 * where ᾱ_{T−1} counts as 2⁻²⁴ and so σ_{T−1} is about 4096.
 *
 * Source: Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models" (2022), table 1.
 */
export function trainSigmas(config: SchedulerConfig): Float64Array {
  return alphaBars(config).map((alphaBar) => {
    const positive = alphaBar === 0 ? SMALLEST_ALPHA_BAR : alphaBar;
    return Math.sqrt((1 - positive) / positive);
  });
}

/** `count` evenly spaced numbers from `start` to `stop`, both included; `start` alone where count is 1. */
export function linspace(start: number, stop: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (count === 1 ? start : start + ((stop - start) * i) / (count - 1)));
}
