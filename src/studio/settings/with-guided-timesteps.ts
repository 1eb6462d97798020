import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { GuidedTimesteps } from '../../core/diffusion/types.ts';

/** Guidance at `timesteps` alone, or (null) at all of them. */
export function withGuidedTimesteps(draft: GenerationSettings, timesteps: GuidedTimesteps | null): GenerationSettings {
  const { guidedTimesteps: _, ...everywhere } = draft;
  return timesteps ? { ...everywhere, guidedTimesteps: timesteps } : everywhere;
}
