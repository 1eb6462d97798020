import { SAMPLER_NAMES, type SamplerName } from '../../src/core/diffusion/types.ts';
import type { LoadedModel } from '../../src/engine/load/load-model.ts';

type Options = Readonly<Record<string, string>>;

/**
 * The model with other settings than the studio suggests for it, where `--steps`, `--guidance` or `--sampler` ask for them.
 *
 * @throws Error for an unknown sampler
 */
export function withChosenSettings(model: LoadedModel, options: Options): LoadedModel {
  const { suggested } = model.info;
  const {
    steps = String(suggested.steps),
    guidance = String(suggested.guidance),
    sampler = suggested.sampler,
  } = options;
  if (!isSampler(sampler)) throw new Error(`No sampler ${sampler}; there are ${SAMPLER_NAMES.join(', ')}`);
  const chosen = { ...suggested, steps: Number(steps), guidance: Number(guidance), sampler };
  return { ...model, info: { ...model.info, suggested: chosen } };
}

/** The options that make another process choose the same. */
export function settingOptions({ info }: LoadedModel): string[] {
  const { steps, guidance, sampler } = info.suggested;
  return [`--steps=${steps}`, `--guidance=${guidance}`, `--sampler=${sampler}`];
}

const isSampler = (name: string): name is SamplerName => SAMPLER_NAMES.some((sampler) => sampler === name);
