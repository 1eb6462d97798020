import type { MapSide } from '../../../core/grid-size.ts';
import type { PictureGuide } from '../../../core/segmentation/picture-guide.ts';
import type { SegmentSummary } from '../segment/segment.cpu.ts';

/** Class maps, the picture's size and the thresholds. */
export interface SegmentMapsInput {
  /** fp32 `[M, N]`, N the side's tokens, normalised to 0 … 1. */
  readonly maps: Float32Array;
  readonly side: MapSide;
  /** Of this side and size, for guided upsampling; null for bicubic. */
  readonly guide: PictureGuide | null;
  readonly width: number;
  readonly height: number;
  /** M class ids, 1 … 254. */
  readonly classIds: readonly number[];
  /** M flags: classes that may win a pixel. */
  readonly present: readonly boolean[];
  readonly alpha: number;
  /** α ≤ β */
  readonly beta: number;
}

export interface SegmentedMaps extends SegmentSummary {
  /** u8 `[H, W]` */
  readonly mask: Uint8Array;
  /** u8 `[M, H, W]`: scores × 255, rounded, clamped. */
  readonly scores: Uint8Array;
}
