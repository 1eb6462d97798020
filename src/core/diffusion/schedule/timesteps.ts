import { StudioError } from '../../errors.ts';
import type { SchedulerConfig } from '../types.ts';
import { linspace } from './schedule.ts';

/** The samplers' habits differ where diffusers' scheduler classes do. */
export type SamplerFamily = 'ddim' | 'euler' | 'dpmpp' | 'unipc' | 'lcm';

/**
 * The training timesteps that a sampler visits, falling, `steps` of them; fractional only for Euler with `linspace`.
 *
 * As diffusers spaces them: DPM-Solver++ and UniPC divide the range into one part more and leave out the last point,
 * since they end on σ = 0. LCM ignores the spacing and picks from the timesteps that it was distilled on.
 * Source: Lin et al., "Common Diffusion Noise Schedules and Sample Steps are Flawed" (2023), table 2.
 * @throws StudioError `settings-invalid` where the model has too few timesteps for so many steps.
 */
export function spacedTimesteps(config: SchedulerConfig, steps: number, family: SamplerFamily): Float64Array {
  if (config.trainedTimesteps) return amongTrained(config.trainedTimesteps, steps);
  if (family === 'lcm') return lcmTimesteps(config, steps);
  const { numTrainTimesteps: T, timestepSpacing, stepsOffset } = config;
  if (!Number.isInteger(steps) || steps < 1 || steps > T) throw tooManySteps(steps, spacingLimit(T), Math.min(25, T));
  const points = family === 'dpmpp' || family === 'unipc' ? steps + 1 : steps;
  const spaced: Record<SchedulerConfig['timestepSpacing'], () => number[]> = {
    linspace: () => {
      const t = linspace(0, T - 1, points)
        .reverse()
        .slice(0, steps);
      return family === 'euler' ? t : t.map(roundHalfEven);
    },
    leading: () => {
      const stride = Math.floor(T / points);
      return Array.from({ length: points }, (_, i) => (points - 1 - i) * stride + stepsOffset).slice(0, steps);
    },
    trailing: () => Array.from({ length: steps }, (_, i) => roundHalfEven(T - (i * T) / steps) - 1),
  };
  const timesteps = Float64Array.from(spaced[timestepSpacing]());
  const falls = timesteps.every((t, i) => i === 0 || t < (timesteps[i - 1] as number));
  if (!falls || (timesteps[0] as number) > T - 1) throw tooManySteps(steps, spacingLimit(T), Math.min(25, T));
  return timesteps;
}

/** Evenly spaced by index, the noisiest first. */
function amongTrained(trained: readonly number[], steps: number): Float64Array {
  const count = trained.length;
  if (!Number.isInteger(steps) || steps < 1 || steps > count) {
    throw tooManySteps(steps, `${count}, for which the model was distilled`, count);
  }
  return Float64Array.from({ length: steps }, (_, i) => trained[Math.floor((i * count) / steps)] as number);
}

/**
 * Evenly spaced by index among t = k·⌊T/N⌋ − 1, k = 1 … N, the N timesteps of distillation, falling.
 * Source: Luo et al., "Latent Consistency Models" (2023), section 4.3 (skipping-step).
 */
function lcmTimesteps(
  { numTrainTimesteps: T, originalInferenceSteps: N }: SchedulerConfig,
  steps: number,
): Float64Array {
  if (!Number.isInteger(steps) || steps < 1 || steps > N) {
    throw tooManySteps(steps, `${N}, on which LCM was distilled`, Math.min(4, N));
  }
  const stride = Math.floor(T / N);
  const skip = N / steps;
  return Float64Array.from({ length: steps }, (_, i) => (N - Math.floor(i * skip)) * stride - 1);
}

/** NumPy's rounding, which diffusers' timesteps go through. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

function spacingLimit(T: number): string {
  return `the number of timesteps that the model's spacing leaves, below ${T}`;
}

function tooManySteps(steps: number, limit: string, suggested: number): StudioError {
  return new StudioError({
    code: 'settings-invalid',
    message: `Steps must be a whole number from 1 to ${limit}; found ${steps}. Choose fewer steps, such as ${suggested}.`,
    details: { steps },
  });
}
