import { type MapSide, tokensOf } from '../grid-size.ts';
import type { TokenSpan } from '../prompt/types.ts';
import { resizeMap } from './resize-map.ts';
import type { SoftmaxScope, StackColumn } from './types.ts';

/** The accumulated cross-attention of one side, part of the trajectory and softmax scope. */
export interface CrossMap {
  readonly side: MapSide;
  /** Part of the trajectory, 0 … windowBins − 1. */
  readonly bin: number;
  readonly softmax: SoftmaxScope;
  /** Sites × steps that were summed. */
  readonly weight: number;
  /** T, padding included. */
  readonly positions: number;
  /** fp32 `[N, T]`, N the side's tokens: sum over sites and steps of the head-averaged probabilities. */
  readonly data: Float32Array;
}

export interface ClassColumns {
  /** C columns: every map in turn, its classes in the order of the spans. */
  readonly columns: readonly StackColumn[];
  /** fp32 `[N, C]` row-major, N the self side's tokens: A_C as the refinement takes it. */
  readonly x0: Float32Array;
}

/**
 * A_C of Dataset Diffusion on the self grid: per map and class the mean over the class's token span, divided by the
 * map's weight, resized to `selfSide`. Class index c is the c-th span.
 */
export function buildColumns(input: {
  readonly crossMaps: readonly CrossMap[];
  readonly spans: readonly TokenSpan[];
  readonly selfSide: MapSide;
}): ClassColumns {
  const { crossMaps, spans, selfSide } = input;
  const tokens = tokensOf(selfSide);
  const count = crossMaps.length * spans.length;
  const x0 = new Float32Array(tokens * count);
  const columns: StackColumn[] = [];
  for (const map of crossMaps) {
    spans.forEach((span, classIndex) => {
      const column = columns.length;
      const resized = resizeMap(spanMean(map, span), map.side, selfSide);
      for (let n = 0; n < tokens; n++) x0[n * count + column] = resized[n] as number;
      columns.push({ classIndex, crossSide: map.side, bin: map.bin, softmax: map.softmax, weight: map.weight });
    });
  }
  return { columns, x0 };
}

function spanMean(map: CrossMap, span: TokenSpan): Float32Array {
  const { positions, data, weight } = map;
  if (span.start < 0 || span.end <= span.start || span.end > positions) {
    throw new RangeError(
      `The span of class ${span.classId}, [${span.start}, ${span.end}), is not within ${positions} positions.`,
    );
  }
  const factor = 1 / (weight * (span.end - span.start));
  return Float32Array.from({ length: tokensOf(map.side) }, (_, n) => {
    let sum = 0;
    for (let t = span.start; t < span.end; t++) sum += data[n * positions + t] as number;
    return factor * sum;
  });
}
