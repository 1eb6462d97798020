import type { Denoiser } from '../prediction.ts';
import { noiseLevel } from '../schedule/noise-level.ts';
import type { SigmaSchedule } from '../schedule/sigmas.ts';
import type { SamplerStep } from './sampler-step.ts';

/**
 * DPM-Solver++ of second order, multistep, midpoint. The latent keeps unit variance: x = α·x₀ + σ·ε.
 *
 * The first step has no step before it and the last one ends on σ = 0, where λ is infinite: both are of first order,
 * and the last returns x₀ itself. Where the schedule ends on another σ, the last step is of first order below 15 steps
 * (the authors' advice, and diffusers').
 *
 * Source: Lu et al., "DPM-Solver++: Fast Solver for Guided Sampling of Diffusion Probabilistic Models" (2022),
 * algorithm 2.
 * @param noise Unit normals of the latent's size.
 */
export async function* dpmpp2m(
  denoiser: Denoiser,
  noise: Float64Array,
  { timesteps, sigmas }: SigmaSchedule,
): AsyncGenerator<SamplerStep> {
  let x = noise;
  let previous: { x0: Float64Array; lambda: number } | undefined;
  for (const [i, t] of timesteps.entries()) {
    const s = noiseLevel(sigmas[i] as number);
    const next = noiseLevel(sigmas[i + 1] as number);
    const { x0 } = await denoiser(x, t, s.alpha * s.alpha, i);
    const h = next.lambda - s.lambda;
    let D: Float64Array = x0;
    const lowersOrder = i === timesteps.length - 1 && timesteps.length < 15;
    if (previous && Number.isFinite(h) && !lowersOrder) {
      // r = h_{i−1}/h_i;  D = (1 + 1/2r) x₀ − (1/2r) x₀_{i−1}
      const r = (s.lambda - previous.lambda) / h;
      const { x0: x0Previous } = previous;
      D = x0.map((x0i, j) => (1 + 1 / (2 * r)) * x0i - (1 / (2 * r)) * (x0Previous[j] as number));
    }
    // x_{i+1} = (σ_{i+1}/σ_i) x_i − α_{i+1} (e^{−h} − 1) D
    const decay = next.sigma / s.sigma;
    const gain = -next.alpha * Math.expm1(-h);
    x = x.map((xi, j) => decay * xi + gain * (D[j] as number));
    previous = { x0, lambda: s.lambda };
    yield { stepIndex: i, timestep: t, latent: x, x0 };
  }
}
