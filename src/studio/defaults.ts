import type { GenerationSettings } from '../core/dataset/types.ts';
import type { TuningSettings } from '../core/segmentation/types.ts';
import type { RecordShape } from './types.ts';

/** 25 DDIM steps at guidance 4 suit the bundled model: fewer blur its small drawings, more change little. */
export function defaultDraft(labelSetId: string, seed: number): GenerationSettings {
  return {
    caption: '',
    classIds: [],
    labelSetId,
    style: 'caption+classes',
    negativePrompt: '',
    seed,
    steps: 25,
    guidance: 4,
    sampler: 'ddim',
    eta: 0,
  };
}

/** τ, α and β of Dataset Diffusion's gen_data.py; its sides too, with 32 added to the cross sides for small objects. */
export const DEFAULT_TUNING: TuningSettings = {
  tau: 4,
  alpha: 0.5,
  beta: 0.6,
  crossSides: [16, 32],
  selfSide: 32,
  window: [0, 3],
  softmax: 'all',
  presenceGate: true,
};

/** The trajectory is kept in at most four parts (src/core/attention/types.ts). */
const MAX_WINDOW_BINS = 4;

/** The shape of the record that a picture in the making will have. */
export function expectedShape(
  model: { readonly crossSides: readonly number[]; readonly selfSides: readonly number[] },
  steps: number,
): RecordShape {
  return {
    crossSides: model.crossSides,
    selfSides: model.selfSides,
    windowBins: Math.max(1, Math.min(MAX_WINDOW_BINS, steps)),
  };
}
