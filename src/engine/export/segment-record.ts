import type { AttentionRecord } from '../../core/attention/types.ts';
import type { GuidePicture, Segmentation, TuningSettings } from '../../core/segmentation/types.ts';

/** The mask of one record and its picture. Exports use the CPU twin: the same bytes on every device. */
export type SegmentRecord = (record: AttentionRecord, tuning: TuningSettings, picture: GuidePicture) => Segmentation;
