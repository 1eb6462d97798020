import type { SamplerName } from '../../core/diffusion/types.ts';

/** Samplers as people know them. */
export const SAMPLER_LABELS: Readonly<Record<SamplerName, string>> = {
  ddim: 'DDIM',
  euler: 'Euler',
  'euler-ancestral': 'Euler ancestral',
  'dpmpp-2m': 'DPM++ 2M',
  'dpmpp-2m-karras': 'DPM++ 2M Karras',
  unipc: 'UniPC',
  pndm: 'PNDM',
  lcm: 'LCM',
};
