import { type AttentionRecord, MAX_TAU } from '../../core/attention/types.ts';
import { tokensOf } from '../../core/grid-size.ts';
import { openPictureGuide } from '../../core/segmentation/picture-guide.ts';
import type { GuidePicture, Segmentation, TuningSettings } from '../../core/segmentation/types.ts';
import { validateTuning } from '../../core/segmentation/validate-tuning.ts';
import { blendClassMaps } from '../../gpu/kernels/class-maps/class-maps.cpu.ts';
import { segmentMapsCpu } from '../../gpu/kernels/segment-maps/segment-maps.cpu.ts';
import { comparedThresholds, mayWin, recordChoices, recordSelector } from './record-selection.ts';

/** A record opened for tuning on the CPU: what stays the same between slider moves is kept. */
export interface CpuRecordSegmenter {
  /**
   * The mask and all that the studio shows of it, in fresh arrays that the caller may transfer.
   *
   * @throws StudioError `settings-invalid` when the tuning does not fit the record.
   */
  segment(tuning: TuningSettings): Segmentation;
}

/**
 * Opens a record and its picture on the CPU. The combined columns are kept while sides, window and softmax stay, and what
 * guided upsampling needs of the picture while the self side stays; all else is made anew, which costs less than keeping
 * scores would save.
 */
export function openRecordCpu(record: AttentionRecord, picture: GuidePicture): CpuRecordSegmenter {
  const { classIds } = record;
  const { width, height } = picture;
  const classes = classIds.length;
  const select = recordSelector(record);
  const guideOf = openPictureGuide(picture);
  return {
    segment(tuning) {
      validateTuning(tuning, recordChoices(record));
      const { stack, side, presence } = select(tuning);
      const maps = new Float32Array(classes * tokensOf(side));
      blendClassMaps({ stack, maxPower: MAX_TAU, tau: tuning.tau, side, classes, maps });
      const { upsampling } = tuning;
      const guide = upsampling === 'guided' ? guideOf(side) : null;
      const present = mayWin(presence, tuning);
      return {
        width,
        height,
        presence,
        ...segmentMapsCpu({ maps, side, guide, width, height, classIds, present, ...comparedThresholds(tuning) }),
      };
    },
  };
}

/**
 * Segments a record once: class maps, presence, α/β, argmax, void. For many settings of one record, open it.
 *
 * @throws StudioError `settings-invalid` when the tuning does not fit the record.
 */
export function segmentRecord(record: AttentionRecord, tuning: TuningSettings, picture: GuidePicture): Segmentation {
  return openRecordCpu(record, picture).segment(tuning);
}
