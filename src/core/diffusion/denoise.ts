import { StudioError } from '../errors.ts';
import { type Denoiser, denoiserOf } from './prediction.ts';
import { ddim, ddimSchedule } from './samplers/ddim.ts';
import { dpmpp2m } from './samplers/dpmpp-2m.ts';
import { euler, eulerInitialSigma } from './samplers/euler.ts';
import { eulerAncestral } from './samplers/euler-ancestral.ts';
import { lcm, lcmSchedule } from './samplers/lcm.ts';
import { pndm } from './samplers/pndm.ts';
import type { SamplerStep } from './samplers/sampler-step.ts';
import { unipc } from './samplers/unipc.ts';
import { karrasSigmas, type SigmaFamily, type SigmaSchedule, spacedSigmas } from './schedule/sigmas.ts';
import type { DenoiseOptions, DenoiseStep, SamplerName, SchedulerConfig } from './types.ts';

/**
 * Turns noise into a latent, step by step.
 *
 * The model gets its input scaled to unit variance (Euler's `scale_model_input` included), so a UNet may be called with
 * it directly. Between model calls everything is float64; only the model's input and output are float32. The same
 * options give the same latents. To stop, leave the loop: nothing runs between steps.
 * @throws StudioError `settings-invalid` for a step count or η that the schedule cannot take; `model-unsupported` for an
 *   ε model under a zero-terminal-SNR schedule.
 */
export async function* denoise(options: DenoiseOptions): AsyncGenerator<DenoiseStep> {
  const { config, steps, model } = options;
  const denoiser = denoiserOf((x, t, i) => model(Float32Array.from(x), t, i), config.predictionType);
  for await (const step of samplers[options.sampler](denoiser, Float64Array.from(options.noise), options)) {
    yield { ...step, steps, latent: Float32Array.from(step.latent), x0: Float32Array.from(step.x0) };
  }
}

const samplers: Record<
  SamplerName,
  (denoiser: Denoiser, noise: Float64Array, options: DenoiseOptions) => AsyncGenerator<SamplerStep>
> = {
  ddim(denoiser, noise, { config, steps, eta, drawNormals }) {
    if (!(eta >= 0 && eta <= 1)) {
      throw new StudioError({
        code: 'settings-invalid',
        message: `η must be from 0 (deterministic) to 1 (as noisy as DDPM); found ${eta}. Choose 0.`,
        details: { eta },
      });
    }
    return ddim(denoiser, noise, ddimSchedule(config, steps), { eta, drawNormals });
  },
  euler(denoiser, noise, { config, steps }) {
    const schedule = configuredSigmas(config, steps, 'euler');
    return euler(denoiser, initialOf(noise, schedule, config), schedule);
  },
  'euler-ancestral'(denoiser, noise, { config, steps, drawNormals }) {
    // diffusers' class knows neither setting.
    const schedule = spacedSigmas({ ...config, finalSigmasType: 'zero' }, steps, 'euler');
    return eulerAncestral(denoiser, initialOf(noise, schedule, config), schedule, drawNormals);
  },
  'dpmpp-2m': (denoiser, noise, { config, steps }) => dpmpp2m(denoiser, noise, spacedSigmas(config, steps, 'dpmpp')),
  'dpmpp-2m-karras': (denoiser, noise, { config, steps }) =>
    dpmpp2m(denoiser, noise, karrasSigmas(config, steps, 'dpmpp')),
  unipc: (denoiser, noise, { config, steps }) => unipc(denoiser, noise, configuredSigmas(config, steps, 'unipc')),
  pndm: (denoiser, noise, { config, steps }) =>
    pndm(denoiser, noise, ddimSchedule(config, steps), config.predictionType),
  lcm: (denoiser, noise, { config, steps, drawNormals }) =>
    lcm(denoiser, noise, lcmSchedule(config, steps), drawNormals),
};

function configuredSigmas(config: SchedulerConfig, steps: number, family: SigmaFamily): SigmaSchedule {
  return (config.useKarrasSigmas ? karrasSigmas : spacedSigmas)(config, steps, family);
}

function initialOf(noise: Float64Array, schedule: SigmaSchedule, config: SchedulerConfig): Float64Array {
  const sigma = eulerInitialSigma(schedule, config.timestepSpacing);
  return noise.map((z) => sigma * z);
}
