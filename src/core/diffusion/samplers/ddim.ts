import type { Denoiser } from '../prediction.ts';
import { alphaBars } from '../schedule/schedule.ts';
import { spacedTimesteps } from '../schedule/timesteps.ts';
import type { SchedulerConfig } from '../types.ts';
import type { SamplerStep } from './sampler-step.ts';

/** The way down of DDIM: `alphaBars` has one entry more than `timesteps`, the level on which the last step ends. */
export interface DdimSchedule {
  readonly timesteps: Float64Array;
  readonly alphaBars: Float64Array;
}

/**
 * A step ends on the next timestep of the schedule. diffusers instead steps down by ⌊T/steps⌋, which is the same where
 * steps divide T or spacing is `leading`, and elsewhere misses the level that the model is told next (its issue 12633).
 * @throws StudioError `settings-invalid`: see `spacedTimesteps`.
 */
export function ddimSchedule(config: SchedulerConfig, steps: number): DdimSchedule {
  const timesteps = spacedTimesteps(config, steps, 'ddim');
  const trained = alphaBars(config);
  const final = config.setAlphaToOne ? 1 : (trained[0] as number);
  return {
    timesteps,
    alphaBars: Float64Array.of(...Array.from(timesteps, (t) => trained[t] as number), final),
  };
}

export interface DdimOptions {
  /** η: 0 deterministic, 1 as noisy as DDPM. */
  readonly eta: number;
  readonly drawNormals: (count: number) => ArrayLike<number>;
}

/**
 * DDIM. The latent keeps unit variance: x_t = √ᾱ_t·x₀ + √(1 − ᾱ_t)·ε.
 *
 * Source: Song, Meng, Ermon, "Denoising Diffusion Implicit Models" (2021), equations 12 and 16, whose α_t is ᾱ_t here.
 * @param noise Unit normals of the latent's size.
 */
export async function* ddim(
  denoiser: Denoiser,
  noise: Float64Array,
  { timesteps, alphaBars }: DdimSchedule,
  { eta, drawNormals }: DdimOptions,
): AsyncGenerator<SamplerStep> {
  let x = noise;
  for (const [i, t] of timesteps.entries()) {
    const alphaBar = alphaBars[i] as number;
    const alphaBarPrev = alphaBars[i + 1] as number;
    const { x0, epsilon } = await denoiser(x, t, alphaBar, i);
    // σ_t = η √((1 − ᾱ_{t−1})/(1 − ᾱ_t)) √(1 − ᾱ_t/ᾱ_{t−1})
    const sigma = eta * Math.sqrt((1 - alphaBarPrev) / (1 - alphaBar)) * Math.sqrt(1 - alphaBar / alphaBarPrev);
    // x_{t−1} = √ᾱ_{t−1} x₀ + √(1 − ᾱ_{t−1} − σ_t²) ε + σ_t z
    const scale = Math.sqrt(alphaBarPrev);
    const direction = Math.sqrt(Math.max(0, 1 - alphaBarPrev - sigma * sigma));
    const z = sigma > 0 ? drawNormals(x.length) : undefined;
    x = x0.map((x0i, j) => scale * x0i + direction * (epsilon[j] as number) + (z ? sigma * (z[j] as number) : 0));
    yield { stepIndex: i, timestep: t, latent: x, x0 };
  }
}
