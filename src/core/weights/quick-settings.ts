import type { SamplerName } from '../diffusion/types.ts';

/** How a student of few steps draws: what training/distillation taught it, and nothing else. Guidance is built in. */
export const QUICK_SETTINGS = {
  steps: 4,
  guidance: 1,
  guidanceRescale: 0,
  sampler: 'ddim' as SamplerName,
  eta: 0,
} as const;
