import type { AttentionRecord } from '../../../src/core/attention/types.ts';
import type { TuningSettings } from '../../../src/core/segmentation/types.ts';
import { openRecordCpu } from '../../../src/engine/tuning/segment-record.cpu.ts';
import type { System, SystemSubject } from './system.ts';

const TAUS = [1, 2, 4, 8];
const THRESHOLDS = [0.2, 0.3, 0.4, 0.5];

/**
 * Dataset Diffusion (arXiv 2309.14303) as the studio has it, tuned in τ and α = β.
 *
 * @param recordOf which of a subject's records
 * @param settings all else
 */
export function ownSystem(
  name: string,
  recordOf: (subject: SystemSubject) => AttentionRecord,
  settings: TuningSettings,
): System {
  const points = TAUS.flatMap((tau) => THRESHOLDS.map((threshold) => ({ tau, threshold })));
  return {
    name,
    points: points.map(({ tau, threshold }) => `τ ${tau}, α = β = ${threshold}`),
    masksOf(subject) {
      const segmenter = openRecordCpu(recordOf(subject), subject.picture);
      return points.map(({ tau, threshold }) =>
        segmenter.segment({ ...settings, tau, alpha: threshold, beta: threshold }),
      );
    },
  };
}
