import type { GuidedTimesteps } from './types.ts';

/** Of the usual 1,000 training timesteps; 0 is almost the picture, 999 almost noise. */
export const ALL_TIMESTEPS: GuidedTimesteps = [0, 999];

/** What of `GenerationSettings` tells where guidance is applied. */
export interface GuidancePlan {
  readonly guidance: number;
  readonly guidedTimesteps?: GuidedTimesteps;
}

/**
 * Whether the prediction at training timestep `t` is guided, and so costs a second row of the UNet. In noise guidance takes variety away,
 * near the picture it changes little.
 *
 * Source: Kynkäänniemi et al., "Applying Guidance in a Limited Interval Improves Sample and Distribution Quality in Diffusion Models"
 * (arXiv 2404.07724), equation 5, whose interval is one of noise levels.
 */
export function isGuidedAt(t: number, { guidance, guidedTimesteps }: GuidancePlan): boolean {
  if (guidance <= 1) return false;
  return guidedTimesteps === undefined || (t >= guidedTimesteps[0] && t <= guidedTimesteps[1]);
}

/** The share of the way from noise to picture that is guided, 0 … 1, of the usual 1,000 training timesteps. */
export function guidedShare({ guidance, guidedTimesteps = ALL_TIMESTEPS }: GuidancePlan): number {
  if (guidance <= 1) return 0;
  const [lowest, highest] = guidedTimesteps;
  return Math.max(0, Math.min(highest, ALL_TIMESTEPS[1]) - lowest + 1) / (ALL_TIMESTEPS[1] + 1);
}
