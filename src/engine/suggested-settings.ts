import { suggestedSampler } from '../core/diffusion/scheduler-config.ts';
import type { SchedulerConfig } from '../core/diffusion/types.ts';
import type { CatalogueEntry } from '../models/catalogue-schema.ts';
import type { SuggestedSettings } from '../rpc/contract.ts';

/** Parts of the way from picture to noise at which maps were found to be best on the bundled model. */
const RENOISE_AT = [0.65, 0.45, 0.25];
/** What the authors of each kind of model use. */
const LCM = { steps: 4, guidance: 1 };
const MANY_STEPS = { steps: 25, guidance: 7.5 };

/** @param schedulerJson `scheduler_config.json`, parsed */
export function suggestedSettings(
  entry: Pick<CatalogueEntry, 'settings'> | null,
  config: SchedulerConfig,
  schedulerJson: unknown,
): SuggestedSettings {
  const renoiseTimesteps = RENOISE_AT.map((part) => Math.round(part * config.numTrainTimesteps));
  if (entry) {
    const { steps, guidance, sampler } = entry.settings;
    return { steps, guidance, sampler, renoiseTimesteps };
  }
  const sampler = suggestedSampler(schedulerJson);
  return { ...(sampler === 'lcm' ? LCM : MANY_STEPS), sampler, renoiseTimesteps };
}
