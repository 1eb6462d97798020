import { ALL_TIMESTEPS } from '../../src/core/diffusion/guided-timesteps.ts';
import { type GuidedTimesteps, SAMPLER_NAMES, type SamplerName } from '../../src/core/diffusion/types.ts';
import type { LoadedModel } from '../../src/engine/load/load-model.ts';

type Options = Readonly<Record<string, string>>;

/**
 * The model with other settings than the studio suggests for it, where `--steps`, `--guidance`, `--sampler` or
 * `--guided-timesteps=LOWEST,HIGHEST` ask for them.
 *
 * @throws Error for an unknown sampler, or timesteps that are not two numbers
 */
export function withChosenSettings(model: LoadedModel, options: Options): LoadedModel {
  const { suggested } = model.info;
  const {
    steps = String(suggested.steps),
    guidance = String(suggested.guidance),
    sampler = suggested.sampler,
    'guided-timesteps': guided = (suggested.guidedTimesteps ?? ALL_TIMESTEPS).join(','),
  } = options;
  if (!isSampler(sampler)) throw new Error(`No sampler ${sampler}; there are ${SAMPLER_NAMES.join(', ')}`);
  const [lowest, highest, ...others] = guided.split(',').map(Number);
  if (lowest === undefined || highest === undefined || others.length > 0) {
    throw new Error(`--guided-timesteps=LOWEST,HIGHEST expected, found ${guided}`);
  }
  const guidedTimesteps: GuidedTimesteps = [lowest, highest];
  const chosen = { ...suggested, steps: Number(steps), guidance: Number(guidance), guidedTimesteps, sampler };
  return { ...model, info: { ...model.info, suggested: chosen } };
}

/** The options that make another process choose the same. */
export function settingOptions({ info }: LoadedModel): string[] {
  const { steps, guidance, sampler, guidedTimesteps = ALL_TIMESTEPS } = info.suggested;
  return [
    `--steps=${steps}`,
    `--guidance=${guidance}`,
    `--sampler=${sampler}`,
    `--guided-timesteps=${guidedTimesteps.join(',')}`,
  ];
}

const isSampler = (name: string): name is SamplerName => SAMPLER_NAMES.some((sampler) => sampler === name);
