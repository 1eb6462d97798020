import { StudioError } from '../errors.ts';
import { type MapSide, tokensOf } from '../grid-size.ts';
import { type AttentionRecord, MAX_TAU, type PowerStack, type StackColumn } from './types.ts';

/** What columns from elsewhere must have in common with a record to stand beside its own. */
export interface RecordLayout {
  readonly positions: number;
  readonly windowBins: number;
  readonly crossSides: readonly MapSide[];
  readonly selfSides: readonly MapSide[];
}

export function layoutOf({ positions, windowBins, crossSides, stacks }: AttentionRecord): RecordLayout {
  return { positions, windowBins, crossSides, selfSides: stacks.map(({ selfSide }) => selfSide) };
}

/**
 * Why columns of one layout cannot stand beside those of a record, as "…, found …"; null where they can. More sides than the
 * record has do no harm: nobody can choose them.
 */
export function layoutMisfit(record: Omit<RecordLayout, 'windowBins'>, found: Omit<RecordLayout, 'windowBins'>) {
  const lacks = (wanted: readonly MapSide[], offered: readonly MapSide[]) =>
    wanted.some((side) => !offered.includes(side));
  if (lacks(record.crossSides, found.crossSides)) {
    return `cross-attention at ${record.crossSides.join(', ')}, found ${found.crossSides.join(', ') || 'none'}`;
  }
  if (lacks(record.selfSides, found.selfSides)) {
    return `self-attention at ${record.selfSides.join(', ')}, found ${found.selfSides.join(', ') || 'none'}`;
  }
  // Evidence is told in multiples of 1/positions.
  if (record.positions !== found.positions) {
    return `class prompts of ${record.positions} positions, found ${found.positions}`;
  }
  return null;
}

/**
 * The record with further classes after its own. Its own columns keep every bit; of the others only what its stacks, sides and window
 * can use is taken.
 *
 * @param added classes that `record` lacks, in the same layout
 * @throws StudioError `record-corrupt` where the layouts differ, or a class is there already
 */
export function appendClasses(record: AttentionRecord, added: AttentionRecord): AttentionRecord {
  const misfit =
    record.windowBins === added.windowBins
      ? layoutMisfit(layoutOf(record), layoutOf(added))
      : `${record.windowBins} parts of the run, found ${added.windowBins}`;
  if (misfit) throw corrupt(`${misfit}, for classes that were added`);
  const twice = added.classIds.filter((id) => record.classIds.includes(id));
  if (twice.length > 0) throw corrupt(`each class once, found ${twice.join(', ')} twice`);
  const classes = record.classIds.length;
  const usable = added.columns.flatMap((column, index) =>
    record.crossSides.includes(column.crossSide) ? [index] : [],
  );
  const shifted = usable.map((index): StackColumn => {
    const column = added.columns[index] as StackColumn;
    return { ...column, classIndex: classes + column.classIndex };
  });
  return {
    ...record,
    classIds: [...record.classIds, ...added.classIds],
    columns: [...record.columns, ...shifted],
    stacks: record.stacks.map((stack) => {
      const other = added.stacks.find(({ selfSide }) => selfSide === stack.selfSide) as PowerStack;
      return sideBySide(stack, record.columns.length, other, added.columns.length, usable);
    }),
  };
}

/**
 * Some classes of a record, with copies of their columns and nothing else of it.
 * @param classIds in the record
 */
export function takeClasses(record: AttentionRecord, classIds: readonly number[]): AttentionRecord {
  const kept = record.classIds.flatMap((id, index) => (classIds.includes(id) ? [index] : []));
  const wanted = record.columns.flatMap(({ classIndex }, index) => (kept.includes(classIndex) ? [index] : []));
  const columns = wanted.map((index): StackColumn => {
    const column = record.columns[index] as StackColumn;
    return { ...column, classIndex: kept.indexOf(column.classIndex) };
  });
  return {
    ...record,
    classIds: kept.map((index) => record.classIds[index] as number),
    columns,
    stacks: record.stacks.map((stack) => {
      const none = { selfSide: stack.selfSide, data: new Float32Array() };
      return sideBySide(none, 0, stack, record.columns.length, wanted);
    }),
  };
}

/** `[MAX_TAU + 1, N, own]` and the wanted ones of `[MAX_TAU + 1, N, others]` as `[MAX_TAU + 1, N, own + wanted]`. */
function sideBySide(
  { selfSide, data }: PowerStack,
  own: number,
  other: PowerStack,
  others: number,
  wanted: readonly number[],
): PowerStack {
  const rows = (MAX_TAU + 1) * tokensOf(selfSide);
  const columns = own + wanted.length;
  const joined = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    joined.set(data.subarray(row * own, (row + 1) * own), row * columns);
    wanted.forEach((column, i) => {
      joined[row * columns + own + i] = other.data[row * others + column] as number;
    });
  }
  return { selfSide, data: joined };
}

function corrupt(expected: string): StudioError {
  return new StudioError({
    code: 'record-corrupt',
    message: `The attention of this picture cannot be put together: expected ${expected}. Remove the added classes and add them again.`,
  });
}
