import { windowBinsOf } from '../../src/core/attention/window-bins.ts';
import type { TuningSettings } from '../../src/core/segmentation/types.ts';
import type { LoadedModel } from '../../src/engine/load/load-model.ts';
import { defaultTuningOn } from '../../src/studio/settings/defaults.ts';
import { fitTuning } from '../../src/studio/tuning/fit-tuning.ts';

/** What the studio starts from, for records of so many captured UNet calls. */
export function shippedTuning({ info }: LoadedModel, calls: number): TuningSettings {
  const { crossSides, selfSides } = info;
  return fitTuning(defaultTuningOn(info), { crossSides, selfSides, windowBins: windowBinsOf(calls) }).tuning;
}
