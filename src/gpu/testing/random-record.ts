import { type AttentionRecord, MAX_TAU, SOFTMAX_SCOPES, type StackColumn } from '../../core/attention/types.ts';
import { refineCpu } from '../kernels/refine/refine.cpu.ts';
import { randomStochastic } from './random-array.ts';

export interface RecordSize {
  readonly classIds: readonly number[];
  readonly crossSides: readonly number[];
  readonly selfSides: readonly number[];
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
    const tokens = selfSide * selfSide;
    const x0 = new Float32Array(tokens * columns.length);
    columns.forEach((column, index) => {
      const chance = 1 / (column.softmax === 'all' ? POSITIONS : classTokens);
      const center = (column.classIndex + 1) / (classIds.length + 1);
      for (let n = 0; n < tokens; n++) {
        const dx = ((n % selfSide) + 0.5) / selfSide - center;
        const dy = (Math.floor(n / selfSide) + 0.5) / selfSide - center;
        const wave = 0.1 * Math.sin(column.crossSide * dx + column.bin * dy);
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

/** A row-stochastic `[side², side²]` whose tokens look at their neighbourhood. */
function nearAttention(side: number): Float32Array {
  const tokens = side * side;
  const matrix = randomStochastic(tokens, tokens, side);
  for (let n = 0; n < tokens; n++) {
    let sum = 0;
    for (let m = 0; m < tokens; m++) {
      const dx = ((n % side) - (m % side)) / side;
      const dy = (Math.floor(n / side) - Math.floor(m / side)) / side;
      const value = (matrix[n * tokens + m] as number) * Math.exp(-80 * (dx * dx + dy * dy));
      matrix[n * tokens + m] = value;
      sum += value;
    }
    for (let m = 0; m < tokens; m++) matrix[n * tokens + m] = (matrix[n * tokens + m] as number) / sum;
  }
  return matrix;
}
