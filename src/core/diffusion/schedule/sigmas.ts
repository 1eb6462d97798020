import type { SchedulerConfig } from '../types.ts';
import { trainSigmas } from './schedule.ts';
import { roundHalfEven, type SamplerFamily, spacedTimesteps } from './timesteps.ts';

/** Karras et al.'s ρ. */
const RHO = 7;

/** The way down of a sampler that works in σ. */
export interface SigmaSchedule {
  /** What the model is told, one a step. */
  readonly timesteps: Float64Array;
  /** steps + 1 noise levels, falling, the last one 0 or, where the config says so, the smallest of training. */
  readonly sigmas: Float64Array;
}

/** The families whose schedule is one of σ. */
export type SigmaFamily = Extract<SamplerFamily, 'euler' | 'dpmpp' | 'unipc'>;

/** σ at the config's own timesteps; between whole timesteps σ is linear. */
export function spacedSigmas(config: SchedulerConfig, steps: number, family: SigmaFamily): SigmaSchedule {
  const timesteps = spacedTimesteps(config, steps, family);
  const trained = trainSigmas(config);
  const spaced = timesteps.map((t) => interpolate(trained, t));
  return { timesteps, sigmas: withFinal(spaced, finalSigma(config, trained)) };
}

/**
 * Karras spacing from σ_max to σ_min of the config's spacing (Euler) or of all training timesteps (DPM-Solver++, UniPC),
 * and the timesteps at which the model met those σ.
 *
 *   σ_i = (σ_max^{1/ρ} + i/(n − 1)·(σ_min^{1/ρ} − σ_max^{1/ρ}))^ρ
 *
 * Source: Karras et al. (2022), equation 5. As in diffusers, UniPC rounds the timesteps, and DPM-Solver++ does except
 * under the cosine schedule, whose steepest part is less than a timestep wide.
 * @throws StudioError `settings-invalid`: see `spacedTimesteps`.
 */
export function karrasSigmas(config: SchedulerConfig, steps: number, family: SigmaFamily): SigmaSchedule {
  const trained = trainSigmas(config);
  // Also checks that the model has so many steps.
  const spaced = spacedTimesteps(config, steps, family);
  const [sigmaMin, sigmaMax] =
    family === 'euler'
      ? [interpolate(trained, spaced.at(-1) as number), interpolate(trained, spaced[0] as number)]
      : [trained[0] as number, trained.at(-1) as number];
  const [minRoot, maxRoot] = [sigmaMin ** (1 / RHO), sigmaMax ** (1 / RHO)];
  const sigmas = Float64Array.from({ length: steps }, (_, i) => {
    const ramp = steps === 1 ? 0 : i / (steps - 1);
    return (maxRoot + ramp * (minRoot - maxRoot)) ** RHO;
  });
  const logSigmas = trained.map(Math.log);
  const exact = sigmas.map((sigma) => timestepOf(Math.log(sigma), logSigmas));
  const rounds = family === 'unipc' || (family === 'dpmpp' && config.betaSchedule !== 'squaredcos_cap_v2');
  return {
    timesteps: rounds ? exact.map(roundHalfEven) : exact,
    sigmas: withFinal(sigmas, finalSigma(config, trained)),
  };
}

/** The fractional timestep at which rising `logSigmas`, linear between timesteps, has the value `logSigma`. */
function timestepOf(logSigma: number, logSigmas: Float64Array): number {
  const above = logSigmas.findIndex((value) => value > logSigma);
  const high = above === -1 ? logSigmas.length - 1 : Math.max(above, 1);
  const low = high - 1;
  const [lowValue, highValue] = [logSigmas[low] as number, logSigmas[high] as number];
  const w = (logSigma - lowValue) / (highValue - lowValue);
  return low + Math.min(Math.max(w, 0), 1);
}

function interpolate(values: Float64Array, t: number): number {
  const low = Math.floor(t);
  const high = Math.ceil(t);
  return (values[low] as number) + (t - low) * ((values[high] as number) - (values[low] as number));
}

function finalSigma({ finalSigmasType }: SchedulerConfig, trained: Float64Array): number {
  return finalSigmasType === 'zero' ? 0 : (trained[0] as number);
}

function withFinal(sigmas: Float64Array, final: number): Float64Array {
  return Float64Array.of(...sigmas, final);
}
