import { suggestedSampler } from '../../core/diffusion/schedule/scheduler-config.ts';
import type { SchedulerConfig } from '../../core/diffusion/types.ts';
import type { CatalogueEntry } from '../../models/catalogue/catalogue-schema.ts';
import type { SuggestedSettings } from '../../rpc/contract.ts';

/** Parts of the way from picture to noise where a model is noised again for its attention, if nobody measured the model. */
const RENOISE_AT = [0.65, 0.45, 0.25];
/** What the authors of each kind of model use. */
const LCM = { steps: 4, guidance: 1 };
/** Trained with the guidance as an input, w = guidance − 1 between 2 and 14 (arXiv 2310.04378). */
const GUIDED_LCM = { steps: 4, guidance: 8 };
const MANY_STEPS = { steps: 25, guidance: 7.5 };

/**
 * @param schedulerJson `scheduler_config.json`, parsed
 * @param takesGuidance whether the guidance is an input of the UNet
 */
export function suggestedSettings(
  entry: Pick<CatalogueEntry, 'settings'> | null,
  config: SchedulerConfig,
  schedulerJson: unknown,
  takesGuidance: boolean,
): SuggestedSettings {
  const renoiseAt = entry?.settings.renoiseAt ?? RENOISE_AT;
  const renoiseTimesteps = renoiseAt.map((part) => Math.round(part * config.numTrainTimesteps));
  if (entry) {
    const { steps, guidance, guidedTimesteps, sampler, crossSides, selfPower, backgroundWords } = entry.settings;
    return {
      ...{ steps, guidance, sampler, renoiseTimesteps },
      ...(guidedTimesteps === undefined ? {} : { guidedTimesteps }),
      ...(crossSides === undefined ? {} : { crossSides }),
      ...(selfPower === undefined ? {} : { selfPower }),
      ...(backgroundWords === undefined ? {} : { backgroundWords }),
    };
  }
  const sampler = suggestedSampler(schedulerJson);
  const lcm = takesGuidance ? GUIDED_LCM : LCM;
  return { ...(sampler === 'lcm' ? lcm : MANY_STEPS), sampler, renoiseTimesteps };
}
