import { resizeBicubic } from '../../../core/attention/bicubic.ts';
import type { PictureGuide } from '../../../core/segmentation/picture-guide.ts';
import { quantiseScores } from '../../score-bytes.ts';
import { guidedUpsampleCpu } from '../guided-upsample/guided-upsample.cpu.ts';
import { type SegmentSummary, segmentCpu } from '../segment/segment.cpu.ts';
import { hasSimd, segmentMapsSimd } from './segment-maps.simd.ts';

/** Class maps, the picture's size and the thresholds. */
export interface SegmentMapsInput {
  /** fp32 `[M, side, side]`, normalised to 0 … 1. */
  readonly maps: Float32Array;
  readonly side: number;
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

/**
 * From class maps to a mask in one go: upsampling, scores as bytes, α/β and argmax. In WebAssembly SIMD where
 * the JavaScript engine has it, which keeps a row of scores at a time; else as `segmentMapsScalar`.
 */
export function segmentMapsCpu(input: SegmentMapsInput): SegmentedMaps {
  return hasSimd() ? segmentMapsSimd(input) : segmentMapsScalar(input);
}

/** `segmentMapsCpu` in plain JavaScript, one kernel's twin after the other: the specification. */
export function segmentMapsScalar(input: SegmentMapsInput): SegmentedMaps {
  const { maps, side, guide, width, height, classIds, present, alpha, beta } = input;
  const planes = classIds.length;
  const pixels = width * height;
  const upsampled = new Float32Array(planes * pixels);
  if (guide) guidedUpsampleCpu({ maps, classes: planes, guide, scores: upsampled });
  else resizeBicubic({ planes, width: side, height: side, data: maps }, { planes, width, height, data: upsampled });
  const scores = new Uint8Array(upsampled.length);
  quantiseScores(upsampled, scores);
  const mask = new Uint8Array(pixels);
  return { ...segmentCpu({ scores: upsampled, pixels, classIds, present, alpha, beta, mask }), mask, scores };
}
