import type { TuningSettings } from '../segmentation/types.ts';
import type { GenerationSettings, Provenance } from './types.ts';

/** For tests: what a small pair was made with. */

export const SMALL_SETTINGS: GenerationSettings = {
  caption: 'a cat',
  classIds: [8],
  labelSetId: 'voc-20',
  style: 'caption+classes',
  negativePrompt: '',
  seed: 42,
  steps: 20,
  guidance: 4,
  sampler: 'ddim',
  eta: 0,
};

export const SMALL_TUNING: TuningSettings = {
  tau: 4,
  alpha: 0.3,
  beta: 0.45,
  crossSides: [2],
  selfSide: 2,
  window: [0, 0],
  softmax: 'all',
  presenceGate: true,
};

export const smallProvenance = (createdAt: string): Provenance => ({
  modelId: 'emoji-scenes',
  modelSha256: 'ab12',
  backend: 'wasm',
  adapter: '2 threads',
  studioVersion: '0.1.0',
  createdAt,
  prompt: 'a cat; cat',
  classPrompt: 'cat',
});
