import type { GenerationSettings } from '../../core/dataset/types.ts';
import { QUICK_SETTINGS } from '../../core/weights/quick-settings.ts';
import type { SuggestedSettings } from '../../rpc/contract.ts';
import { withGuidedTimesteps } from './with-guided-timesteps.ts';
import { withRenoise } from './with-renoise.ts';

/** So few steps that attention along the trajectory is mostly that of noise; the picture is shown to the model again. */
const FEW_STEPS = 4;

/** The draft with what suits a model. */
export function suitedTo(suggested: SuggestedSettings, { quick: _, ...draft }: GenerationSettings): GenerationSettings {
  const { steps, guidance, guidedTimesteps = null, sampler, renoiseTimesteps } = suggested;
  const { selfPower = 1, backgroundWords = '' } = suggested;
  return withRenoise(
    withGuidedTimesteps({ ...draft, steps, guidance, sampler, selfPower, backgroundWords }, guidedTimesteps),
    steps <= FEW_STEPS ? renoiseTimesteps : null,
  );
}

/** What of the draft a photo is looked at with: nothing is drawn, quickly or not. */
export function forPhoto({ quick: _, ...draft }: GenerationSettings): GenerationSettings {
  return draft;
}

/** The draft for the model's student of few steps, whose pictures are shown to the model for their attention. */
export function quickened(suggested: SuggestedSettings, draft: GenerationSettings): GenerationSettings {
  return withRenoise({ ...draft, ...QUICK_SETTINGS, quick: true }, suggested.renoiseTimesteps);
}
