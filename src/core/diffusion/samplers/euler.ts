import type { Denoiser } from '../prediction.ts';
import type { SigmaSchedule } from '../schedule/sigmas.ts';
import type { SamplerStep } from './sampler-step.ts';

/**
 * The level to which unit noise is scaled at the start: σ_max, or √(σ_max² + 1) under `leading` spacing, which starts
 * below the last timestep, where the latent still holds some of the picture's own variance (diffusers' rule).
 */
export function eulerInitialSigma({ sigmas }: SigmaSchedule, spacing: 'leading' | 'trailing' | 'linspace'): number {
  const sigmaMax = sigmas[0] as number;
  return spacing === 'leading' ? Math.sqrt(sigmaMax ** 2 + 1) : sigmaMax;
}

/**
 * Euler's method on the probability-flow ODE. The latent is variance-exploding: x = x₀ + σ·ε; the model gets
 * x/√(σ² + 1), which has unit variance and ᾱ = 1/(σ² + 1).
 *
 * Source: Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models" (2022), algorithm 1
 * without its second-order correction.
 * @param initial Unit normals times `eulerInitialSigma`.
 */
export async function* euler(
  denoiser: Denoiser,
  initial: Float64Array,
  { timesteps, sigmas }: SigmaSchedule,
): AsyncGenerator<SamplerStep> {
  let x = initial;
  for (const [i, t] of timesteps.entries()) {
    const sigma = sigmas[i] as number;
    const sigmaNext = sigmas[i + 1] as number;
    const alphaBar = 1 / (sigma * sigma + 1);
    const scale = Math.sqrt(alphaBar);
    const { x0 } = await denoiser(
      x.map((xi) => xi * scale),
      t,
      alphaBar,
      i,
    );
    // d_i = (x_i − x₀)/σ_i;  x_{i+1} = x_i + (σ_{i+1} − σ_i) d_i
    const dSigma = sigmaNext - sigma;
    x = x.map((xi, j) => xi + (dSigma * (xi - (x0[j] as number))) / sigma);
    yield { stepIndex: i, timestep: t, latent: x, x0 };
  }
}
