import type { Denoiser } from '../prediction.ts';
import type { SigmaSchedule } from '../schedule/sigmas.ts';
import type { SamplerStep } from './sampler-step.ts';

/**
 * Ancestral sampling with Euler's method: each step goes further down than it should, to σ_down, and adds fresh noise
 * up to σ_{i+1}. The latent is variance-exploding, as in `euler`; the last step, on σ = 0, adds none.
 *
 * Source: Song et al., "Score-Based Generative Modeling through Stochastic Differential Equations" (2021), equation 47,
 * whose score is −(x − x₀)/σ².
 * @param initial Unit normals times `eulerInitialSigma`.
 */
export async function* eulerAncestral(
  denoiser: Denoiser,
  initial: Float64Array,
  { timesteps, sigmas }: SigmaSchedule,
  drawNormals: (count: number) => ArrayLike<number>,
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
    // σ_down = σ_{i+1}²/σ_i;  σ_up² = σ_{i+1}² − σ_down²
    const sigmaDown = sigmaNext ** 2 / sigma;
    const sigmaUp = Math.sqrt(Math.max(0, sigmaNext ** 2 - sigmaDown ** 2));
    // d_i = (x_i − x₀)/σ_i;  x_{i+1} = x_i + (σ_down − σ_i) d_i + σ_up z
    const dSigma = sigmaDown - sigma;
    const z = sigmaUp > 0 ? drawNormals(x.length) : undefined;
    x = x.map((xi, j) => xi + (dSigma * (xi - (x0[j] as number))) / sigma + (z ? sigmaUp * (z[j] as number) : 0));
    yield { stepIndex: i, timestep: t, latent: x, x0 };
  }
}
