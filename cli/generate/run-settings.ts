import type { GenerationSettings } from '../../src/core/dataset/types.ts';
import { SETTING_LIMITS } from '../../src/core/diffusion/setting-limits.ts';
import type { LabelSet } from '../../src/core/prompt/types.ts';
import type { SuggestedSettings } from '../../src/rpc/contract.ts';
import type { SettingsFile } from '../../src/storage/settings/settings-file.ts';
import { defaultDraft } from '../../src/studio/settings/defaults.ts';
import { wholeNumber } from '../inputs/numbers.ts';

/** So few steps that attention along the trajectory is mostly that of noise: as the studio, captured from the finished picture. */
const FEW_STEPS = 4;

/** What the command line says about settings, as it is written. */
export interface AskedSettings {
  readonly seed?: string | undefined;
  readonly steps?: string | undefined;
}

/** @throws StudioError `arguments-invalid` */
export function readAskedSettings({ seed, steps }: AskedSettings): Partial<Pick<GenerationSettings, 'seed' | 'steps'>> {
  const { min, max } = SETTING_LIMITS.steps;
  return {
    ...(seed === undefined ? {} : { seed: wholeNumber('--seed', seed, 0, 0xffffffff) }),
    ...(steps === undefined ? {} : { steps: wholeNumber('--steps', steps, min, max) }),
  };
}

/** The settings that a run's items share: what suits the model, over it a settings file, over it the command line. */
export function sharedSettings(
  suggested: SuggestedSettings,
  labelSet: LabelSet,
  { generation = {} }: SettingsFile,
  asked: Partial<GenerationSettings>,
): GenerationSettings {
  const { steps, guidance, sampler, selfPower = 1, backgroundWords = '', renoiseTimesteps } = suggested;
  // Steps of a file come with the way of capture that was chosen for them.
  const renoise = generation.steps === undefined && steps <= FEW_STEPS ? { renoiseTimesteps } : {};
  return {
    ...defaultDraft(labelSet.id, 0),
    ...{ steps, guidance, sampler, selfPower, backgroundWords },
    ...renoise,
    ...generation,
    ...asked,
  };
}
