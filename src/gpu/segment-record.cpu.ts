import { type AttentionRecord, MAX_TAU } from '../core/attention/types.ts';
import type { Segmentation, TuningSettings } from '../core/segmentation/types.ts';
import { validateTuning } from '../core/segmentation/validate-tuning.ts';
import { classMapsCpu } from './kernels/class-maps/class-maps.cpu.ts';
import { segmentCpu } from './kernels/segment/segment.cpu.ts';
import { mayWin, recordChoices, recordSelector } from './record-selection.ts';
import { quantiseScores } from './score-bytes.ts';

/** A record opened for tuning: what stays the same between slider moves is kept. */
export interface RecordSegmenter {
  /**
   * The mask and all that the studio shows of it, in fresh arrays that the caller may transfer.
   *
   * @throws StudioError `settings-invalid` when the tuning does not fit the record.
   */
  segment(tuning: TuningSettings): Segmentation;
}

/**
 * Opens a record on the CPU at a picture size. Class scores are kept while τ and the selection stay, so moving α or β
 * only thresholds; moving τ blends and upsamples too; changing sides, window or softmax also combines columns.
 */
export function openRecordCpu(record: AttentionRecord, width: number, height: number): RecordSegmenter {
  const { classIds } = record;
  const pixels = width * height;
  const select = recordSelector(record);
  const scores = new Float32Array(classIds.length * pixels);
  const scoreBytes = new Uint8Array(scores.length);
  let scored: { stack: Float32Array; tau: number } | null = null;
  return {
    segment(tuning) {
      validateTuning(tuning, recordChoices(record));
      const { stack, side, presence } = select(tuning);
      if (scored?.stack !== stack || scored.tau !== tuning.tau) {
        const maps = new Float32Array(classIds.length * side * side);
        const { tau } = tuning;
        classMapsCpu({ stack, maxPower: MAX_TAU, tau, side, classes: classIds.length, width, height, maps, scores });
        quantiseScores(scores, scoreBytes);
        scored = { stack, tau };
      }
      const mask = new Uint8Array(pixels);
      const present = mayWin(presence, tuning);
      const { alpha, beta } = tuning;
      const summary = segmentCpu({ scores, pixels, classIds, present, alpha, beta, mask });
      return { width, height, mask, scores: scoreBytes.slice(), presence, ...summary };
    },
  };
}

/**
 * Segments a record once: class maps, presence, α/β, argmax, void. For many settings of one record, open it.
 *
 * @throws StudioError `settings-invalid` when the tuning does not fit the record.
 */
export function segmentRecord(
  record: AttentionRecord,
  tuning: TuningSettings,
  width: number,
  height: number,
): Segmentation {
  return openRecordCpu(record, width, height).segment(tuning);
}
