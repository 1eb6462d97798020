import { MAX_WINDOW_BINS, windowBinsOf } from '../../core/attention/window-bins.ts';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { GridSize } from '../../core/grid-size.ts';
import { sidesAt } from '../../core/picture-sizes.ts';
import { DEFAULT_OBJECTS, defaultTuning } from '../../core/segmentation/tuning-defaults.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import { CATALOGUE } from '../../models/catalogue/catalogue.ts';
import type { ModelInfo } from '../../rpc/contract.ts';
import type { RecordShape } from '../stage-state.ts';

const BUNDLED = bundledEntry().settings;
const PAPER_TUNING = defaultTuning([16], [32], 32, MAX_WINDOW_BINS);

/** The settings that suit the bundled model; docs/quality.md has the reasons. */
export const BUNDLED_SETTINGS = bundledSettings();

function bundledEntry() {
  const entry = CATALOGUE.find(({ source }) => source.kind === 'bundled');
  if (!entry) throw new Error('The catalogue has no bundled model');
  return entry;
}

function bundledSettings() {
  const { steps, guidance, guidedTimesteps, sampler, selfPower = 1, backgroundWords = '' } = BUNDLED;
  return {
    ...{ steps, guidance, sampler, selfPower, backgroundWords },
    ...(guidedTimesteps === undefined ? {} : { guidedTimesteps }),
  };
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
 * The best settings found for the VOC-20 label set on the bundled model (docs/quality.md, "The studio's settings"). The paper's own
 * are `defaultTuning`. The first half of the trajectory sees more noise than shape.
 */
export const DEFAULT_TUNING: TuningSettings = {
  ...PAPER_TUNING,
  tau: 1,
  alpha: 0.3,
  beta: 0.4,
  upsampling: 'guided',
  window: [MAX_WINDOW_BINS / 2, MAX_WINDOW_BINS - 1],
  crossSides: BUNDLED.crossSides ?? PAPER_TUNING.crossSides,
  objects: DEFAULT_OBJECTS,
};

/**
 * What tuning begins with on a model: sides are its own, as its catalogue entry says or the paper did. Without self-attention
 * there is nothing for τ to do.
 */
export function defaultTuningOn({
  suggested,
  crossSides,
  selfSides,
  latentSize,
  attention,
}: Pick<ModelInfo, 'suggested' | 'crossSides' | 'selfSides' | 'latentSize' | 'attention'>): TuningSettings {
  const paper = defaultTuning(crossSides, selfSides, latentSize, MAX_WINDOW_BINS);
  const tau = attention.hasSelf ? DEFAULT_TUNING.tau : 0;
  return { ...DEFAULT_TUNING, tau, crossSides: suggested.crossSides ?? paper.crossSides, selfSide: paper.selfSide };
}

/** The shape of the record that a picture of this size will have, after `calls` captured calls of the model. */
export function expectedShape({ sizes }: Pick<ModelInfo, 'sizes'>, size: GridSize, calls: number): RecordShape {
  return {
    ...sidesAt(sizes, size),
    windowBins: windowBinsOf(calls),
  };
}
