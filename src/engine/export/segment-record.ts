import type { AttentionRecord } from '../../core/attention/types.ts';
import type { Segmentation, TuningSettings } from '../../core/segmentation/types.ts';

/** The mask of one record at a picture's size. Exports use the CPU twin: the same bytes on every device. */
export type SegmentRecord = (
  record: AttentionRecord,
  tuning: TuningSettings,
  width: number,
  height: number,
) => Segmentation;
