import { blendClassMaps, splitTau } from '../../../../src/gpu/kernels/class-maps/class-maps.cpu.ts';
import { refineCpu } from '../../../../src/gpu/kernels/refine/refine.cpu.ts';
import { segmentMapsCpu } from '../../../../src/gpu/kernels/segment-maps/segment-maps.cpu.ts';
import type { MaskAt } from '../types.ts';
import { backgroundShare } from './background-share.ts';

/** Highest τ that recipes are measured at. */
export const MAX_POWER = 4;

/**
 * What decides that a pixel is background:
 * `threshold` min-max scores under the threshold (Dataset Diffusion);
 * `rival` the same, and background columns that win the argmax;
 * `rival-only` only that;
 * `share` a class's part of what it and the background column have together, under the threshold; no min-max.
 */
export type Decision = 'threshold' | 'rival' | 'rival-only' | 'share';

export interface Evidence {
  readonly side: number;
  /** A_S, fp32 `[side², side²]`, rows summing to 1. */
  readonly self: Float32Array;
  /** fp32 `[side², M + B]`: a column a class, then those that mean background. */
  readonly columns: Float32Array;
  /** M */
  readonly classIds: readonly number[];
  /** M: classes that may win a pixel. */
  readonly present: readonly boolean[];
  readonly decision: Decision;
  /** Of the picture. */
  readonly width: number;
  readonly height: number;
}

/** Stands for background columns where ids run from 1. */
const RIVAL_ID = 254;

/** Refines once; masks at any operating point are then cheap, by the studio's own code. */
export function openEvidence(evidence: Evidence): MaskAt {
  const { side, self, columns, classIds, decision, width, height } = evidence;
  const tokens = side * side;
  const count = columns.length / tokens;
  const stack = new Float32Array((MAX_POWER + 1) * tokens * count);
  refineCpu({ a: self, scale: 1, x0: columns, tokens, columns: count, maxPower: MAX_POWER, out: stack });
  const rivals = count - classIds.length;
  const common = { side, width, height, guide: null };
  return ({ tau, threshold }) => {
    if (decision === 'share') {
      const maps = backgroundShare(blend(stack, tau, tokens * count), count, classIds.length);
      return segmentMapsCpu({ ...common, maps, classIds, present: evidence.present, alpha: threshold, beta: threshold })
        .mask;
    }
    const maps = new Float32Array(count * tokens);
    blendClassMaps({ stack, maxPower: MAX_POWER, tau, side, classes: count, maps });
    const ids = [...classIds, ...Array.from({ length: rivals }, () => RIVAL_ID)];
    const present = [...evidence.present, ...Array.from({ length: rivals }, () => true)];
    // Bicubic may fall below 0; nothing falls below −1.
    const alpha = decision === 'rival-only' ? -1 : threshold;
    const { mask } = segmentMapsCpu({ ...common, maps, classIds: ids, present, alpha, beta: alpha });
    return rivals === 0 ? mask : mask.map((id) => (id === RIVAL_ID ? 0 : id));
  };
}

/** The columns at τ, not normalised. */
function blend(stack: Float32Array, tau: number, size: number): Float32Array {
  const { lower, upper, fraction } = splitTau(tau, MAX_POWER);
  return Float32Array.from({ length: size }, (_, cell) => {
    const low = stack[lower * size + cell] as number;
    return low + fraction * ((stack[upper * size + cell] as number) - low);
  });
}
