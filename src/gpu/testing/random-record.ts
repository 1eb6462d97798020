import { type AttentionRecord, MAX_TAU, SOFTMAX_SCOPES, type StackColumn } from '../../core/attention/types.ts';
import { gridOf, type MapSide, meanSide, tokensOf } from '../../core/grid-size.ts';
import { refineCpu } from '../kernels/refine/refine.cpu.ts';
import { randomStochastic } from './random-array.ts';

export interface RecordSize {
  readonly classIds: readonly number[];
  readonly crossSides: readonly MapSide[];
  readonly selfSides: readonly MapSide[];
  readonly windowBins: number;
}

/** Positions of the class prompt; two tokens a class. */
const POSITIONS = 32;

/**
 * A record as a run leaves it, with a blob per class in place of cross-attention and a random A_S that favours
 * neighbours. Blobs of the n-th class lie further right and down.
 */
export function randomRecord({ classIds, crossSides, selfSides, windowBins }: RecordSize): AttentionRecord {
  const classTokens = 2 * classIds.length;
  const columns: StackColumn[] = crossSides.flatMap((crossSide) =>
    Array.from({ length: windowBins }, (_, bin) => bin).flatMap((bin) =>
      SOFTMAX_SCOPES.flatMap((softmax) =>
        classIds.map((_, classIndex) => ({ classIndex, crossSide, bin, softmax, weight: 1 + bin })),
      ),
    ),
  );
  const stacks = selfSides.map((selfSide) => {
    const tokens = tokensOf(selfSide);
    const { width, height } = gridOf(selfSide);
    const x0 = new Float32Array(tokens * columns.length);
    columns.forEach((column, index) => {
      const chance = 1 / (column.softmax === 'all' ? POSITIONS : classTokens);
      const center = (column.classIndex + 1) / (classIds.length + 1);
      for (let n = 0; n < tokens; n++) {
        const dx = ((n % width) + 0.5) / width - center;
        const dy = (Math.floor(n / width) + 0.5) / height - center;
        const wave = 0.1 * Math.sin(meanSide(column.crossSide) * dx + column.bin * dy);
        x0[n * columns.length + index] = chance * (0.5 + 3 * Math.exp(-20 * (dx * dx + dy * dy)) + wave);
      }
    });
    const data = new Float32Array((MAX_TAU + 1) * x0.length);
    refineCpu({
      a: nearAttention(selfSide),
      scale: 1,
      x0,
      tokens,
      columns: columns.length,
      maxPower: MAX_TAU,
      out: data,
    });
    return { selfSide, data };
  });
  return { version: 1, classIds, positions: POSITIONS, windowBins, crossSides, columns, stacks };
}

/** A row-stochastic `[N, N]` whose tokens look at their neighbourhood. */
function nearAttention(side: MapSide): Float32Array {
  const tokens = tokensOf(side);
  const { width, height } = gridOf(side);
  const matrix = randomStochastic(tokens, tokens, width);
  for (let n = 0; n < tokens; n++) {
    let sum = 0;
    for (let m = 0; m < tokens; m++) {
      const dx = ((n % width) - (m % width)) / width;
      const dy = (Math.floor(n / width) - Math.floor(m / width)) / height;
      const value = (matrix[n * tokens + m] as number) * Math.exp(-80 * (dx * dx + dy * dy));
      matrix[n * tokens + m] = value;
      sum += value;
    }
    for (let m = 0; m < tokens; m++) matrix[n * tokens + m] = (matrix[n * tokens + m] as number) / sum;
  }
  return matrix;
}
