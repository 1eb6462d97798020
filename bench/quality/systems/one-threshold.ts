import type { TuningSettings } from '../../../src/core/segmentation/types.ts';
import { openRecordCpu } from '../../../src/engine/tuning/segment-record.cpu.ts';
import type { System } from './system.ts';

/** 0.1, 0.14 … 0.7: as many as the other systems have points. */
const THRESHOLDS = Array.from({ length: 16 }, (_, step) => 0.1 + 0.04 * step);

/** What the others begin with: cross-attention of the class words, cut at one threshold for all pictures. */
export function oneThreshold(name: string, settings: TuningSettings): System {
  return {
    name,
    points: THRESHOLDS.map((threshold) => `threshold ${threshold.toFixed(2)}`),
    masksOf({ paper, picture }) {
      const segmenter = openRecordCpu(paper, picture);
      return THRESHOLDS.map((threshold) =>
        segmenter.segment({ ...settings, tau: 0, alpha: threshold, beta: threshold }),
      );
    },
  };
}
