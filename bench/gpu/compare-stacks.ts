import type { AttentionRecord } from '../../src/core/attention/types.ts';
import type { MapSide } from '../../src/core/grid-size.ts';

export interface StackDifference {
  readonly selfSide: MapSide;
  /** NaN where the other record lacks the side or a column. */
  readonly largest: number;
  /** Of what was expected. */
  readonly peak: number;
}

type Stacks = Pick<AttentionRecord, 'columns' | 'stacks'>;

/** Compares two records' power stacks, a side each. Columns may stand in another order, as backends find the sites in another. */
export function compareStacks(expected: Stacks, found: Stacks): StackDifference[] {
  const keyOf = ({ classIndex, crossSide, bin, softmax }: AttentionRecord['columns'][number]) =>
    [classIndex, crossSide, bin, softmax].join();
  const keys = found.columns.map(keyOf);
  const places = expected.columns.map((column) => keys.indexOf(keyOf(column)));
  const [width, otherWidth] = [expected.columns.length, found.columns.length];
  return expected.stacks.map(({ selfSide, data }) => {
    const other = found.stacks.find((stack) => stack.selfSide === selfSide)?.data;
    let [largest, peak] = [0, 0];
    for (const [i, value] of data.entries()) {
      const place = places[i % width] ?? -1;
      const there = place < 0 ? undefined : other?.[Math.floor(i / width) * otherWidth + place];
      largest = Math.max(largest, Math.abs(value - (there ?? Number.NaN)));
      peak = Math.max(peak, value);
    }
    return { selfSide, largest, peak };
  });
}
