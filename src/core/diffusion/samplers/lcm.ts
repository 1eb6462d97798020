import type { Denoiser } from '../prediction.ts';
import { alphaBars } from '../schedule/schedule.ts';
import { spacedTimesteps } from '../schedule/timesteps.ts';
import type { SchedulerConfig } from '../types.ts';
import type { SamplerStep } from './sampler-step.ts';

/** Standard deviation of the data that the boundary condition assumes. */
const SIGMA_DATA = 0.5;

export interface LcmSchedule {
  readonly timesteps: Float64Array;
  /** ᾱ at each timestep. */
  readonly alphaBars: Float64Array;
  /** Factor of t in c_skip and c_out. */
  readonly timestepScaling: number;
}

/** @throws StudioError `settings-invalid` for more steps than the model was distilled on. */
export function lcmSchedule(config: SchedulerConfig, steps: number): LcmSchedule {
  const timesteps = spacedTimesteps(config, steps, 'lcm');
  const trained = alphaBars(config);
  return {
    timesteps,
    alphaBars: timesteps.map((t) => trained[t] as number),
    timestepScaling: config.timestepScaling,
  };
}

/**
 * Multistep consistency sampling: the model jumps to x₀, fresh noise brings it to the next timestep. The latent keeps
 * unit variance. The last step adds no noise, so one step draws none.
 *
 * Source: Song et al., "Consistency Models" (2023), equation 5 and algorithm 1, as Luo et al., "Latent Consistency
 * Models" (2023) carry them over to latents and discrete timesteps.
 * @param noise Unit normals of the latent's size.
 */
export async function* lcm(
  denoiser: Denoiser,
  noise: Float64Array,
  { timesteps, alphaBars, timestepScaling }: LcmSchedule,
  drawNormals: (count: number) => ArrayLike<number>,
): AsyncGenerator<SamplerStep> {
  let x = noise;
  for (const [i, t] of timesteps.entries()) {
    const estimate = await denoiser(x, t, alphaBars[i] as number, i);
    // c_skip = σ_d²/((st)² + σ_d²);  c_out = st/√((st)² + σ_d²)
    const st = timestepScaling * t;
    const cSkip = SIGMA_DATA ** 2 / (st ** 2 + SIGMA_DATA ** 2);
    const cOut = st / Math.sqrt(st ** 2 + SIGMA_DATA ** 2);
    // f(x, t) = c_skip x + c_out x₀
    const from = x;
    const f = estimate.x0.map((x0j, j) => cSkip * (from[j] as number) + cOut * x0j);
    const alphaBarNext = alphaBars[i + 1];
    x = f;
    if (alphaBarNext !== undefined) {
      // x_{t'} = √ᾱ_{t'} f + √(1 − ᾱ_{t'}) z
      const [alpha, sigma] = [Math.sqrt(alphaBarNext), Math.sqrt(1 - alphaBarNext)];
      const z = drawNormals(f.length);
      x = f.map((fj, j) => alpha * fj + sigma * (z[j] as number));
    }
    yield { stepIndex: i, timestep: t, latent: x, x0: f };
  }
}
