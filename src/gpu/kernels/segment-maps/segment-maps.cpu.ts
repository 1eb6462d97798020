import { resizeBicubic } from '../../../core/attention/bicubic.ts';
import { gridOf } from '../../../core/grid-size.ts';
import { quantiseScores } from '../../score-bytes.ts';
import { guidedUpsampleCpu } from '../guided-upsample/guided-upsample.cpu.ts';
import { segmentCpu } from '../segment/segment.cpu.ts';
import { hasSimd, segmentMapsSimd } from './segment-maps.simd.ts';
import type { SegmentedMaps, SegmentMapsInput } from './segment-maps-input.ts';

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
  else resizeBicubic({ planes, ...gridOf(side), data: maps }, { planes, width, height, data: upsampled });
  const scores = new Uint8Array(upsampled.length);
  quantiseScores(upsampled, scores);
  const mask = new Uint8Array(pixels);
  return { ...segmentCpu({ scores: upsampled, pixels, classIds, present, alpha, beta, mask }), mask, scores };
}
