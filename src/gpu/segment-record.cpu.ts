import { type AttentionRecord, MAX_TAU } from '../core/attention/types.ts';
import type { Segmentation, TuningSettings } from '../core/segmentation/types.ts';
import { validateTuning } from '../core/segmentation/validate-tuning.ts';
import { blendClassMaps } from './kernels/class-maps/class-maps.cpu.ts';
import { segmentMapsCpu } from './kernels/segment-maps/segment-maps.cpu.ts';
import { mayWin, recordChoices, recordSelector } from './record-selection.ts';

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
 * Opens a record on the CPU at a picture size. The combined columns are kept while sides, window and softmax stay; all
 * else is made anew, which costs less than keeping scores would save.
 */
export function openRecordCpu(record: AttentionRecord, width: number, height: number): RecordSegmenter {
  const { classIds } = record;
  const classes = classIds.length;
  const select = recordSelector(record);
  return {
    segment(tuning) {
      validateTuning(tuning, recordChoices(record));
      const { stack, side, presence } = select(tuning);
      const maps = new Float32Array(classes * side * side);
      blendClassMaps({ stack, maxPower: MAX_TAU, tau: tuning.tau, side, classes, maps });
      const { alpha, beta } = tuning;
      const present = mayWin(presence, tuning);
      return {
        width,
        height,
        presence,
        ...segmentMapsCpu({ maps, side, width, height, classIds, present, alpha, beta }),
      };
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
