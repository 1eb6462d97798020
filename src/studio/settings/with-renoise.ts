import type { GenerationSettings } from '../../core/dataset/types.ts';

/** Re-noise capture at `timesteps`, or (null) capture along the trajectory. */
export function withRenoise(draft: GenerationSettings, timesteps: readonly number[] | null): GenerationSettings {
  const { renoiseTimesteps: _, ...along } = draft;
  return timesteps ? { ...along, renoiseTimesteps: timesteps } : along;
}
