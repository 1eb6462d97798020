import { MAX_WINDOW_BINS, windowBinsOf } from '../core/attention/window-bins.ts';
import type { GenerationSettings } from '../core/dataset/types.ts';
import { defaultTuning } from '../core/segmentation/tuning-defaults.ts';
import type { TuningSettings } from '../core/segmentation/types.ts';
import { CATALOGUE } from '../models/catalogue.ts';
import type { RecordShape } from './types.ts';

/** The settings that suit the bundled model; docs/quality.md has the reasons. */
export const BUNDLED_SETTINGS = bundledSettings();

function bundledSettings() {
  const entry = CATALOGUE.find(({ source }) => source.kind === 'bundled');
  if (!entry) throw new Error('The catalogue has no bundled model');
  const { steps, guidance, sampler, selfPower = 1, backgroundWords = '' } = entry.settings;
  return { steps, guidance, sampler, selfPower, backgroundWords };
}

/** The draft of a first visit. */
export function defaultDraft(labelSetId: string, seed: number): GenerationSettings {
  return {
    caption: '',
    classIds: [],
    labelSetId,
    style: 'caption+classes',
    negativePrompt: '',
    seed,
    eta: 0,
    ...BUNDLED_SETTINGS,
  };
}

/**
 * The best settings found for the VOC-20 label set on the bundled model (docs/quality.md, "τ and thresholds"); fitted to other models by
 * `fitTuning`. The paper's own are `defaultTuning`.
 */
export const DEFAULT_TUNING: TuningSettings = {
  ...defaultTuning([16], [32], 32, MAX_WINDOW_BINS),
  tau: 1,
  alpha: 0.4,
  beta: 0.5,
  upsampling: 'guided',
};

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
