import { MAX_WINDOW_BINS, windowBinsOf } from '../core/attention/window-bins.ts';
import type { GenerationSettings } from '../core/dataset/types.ts';
import { defaultTuning } from '../core/segmentation/tuning-defaults.ts';
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
    selfPower: 1.5,
    backgroundWords: 'grass field beach sand sea water road street snow night sky sunset room indoors',
  };
}

/** The paper's settings for the bundled model's sides; fitted to other models by `fitTuning`. */
export const DEFAULT_TUNING: TuningSettings = defaultTuning([16], [32], 32, MAX_WINDOW_BINS);

/** The shape of the record that a picture in the making will have, after `calls` captured calls of the model. */
export function expectedShape(
  model: { readonly crossSides: readonly number[]; readonly selfSides: readonly number[] },
  calls: number,
): RecordShape {
  return {
    crossSides: model.crossSides,
    selfSides: model.selfSides,
    windowBins: windowBinsOf(calls),
  };
}
