import { StudioError } from '../errors.ts';
import { type MapSide, tokensOf } from '../grid-size.ts';
import { type AttentionRecord, MAX_TAU, type PowerStack, type SoftmaxScope, type StackColumn } from './types.ts';

/** Which evidence to average. */
export interface ColumnSelection {
  readonly crossSides: readonly MapSide[];
  readonly selfSide: MapSide;
  /** First and last bin, inclusive. */
  readonly window: readonly [first: number, last: number];
  readonly softmax: SoftmaxScope;
}

export interface CombinedColumns {
  /** fp32 `[MAX_TAU + 1, N, M]` row-major: one refined column per class, N the self side's tokens. */
  readonly stack: Float32Array;
  /** fp32 `[N, M]`: the evidence before refinement, which is the stack's first power. */
  readonly raw: Float32Array;
}

/**
 * One column per class: the mean of the selected columns, weighted by the number of sites and steps behind each, which
 * is the uniform average over sites and steps of Dataset Diffusion. Refinement being linear, it may come after it.
 *
 * @throws StudioError `settings-invalid` when the record has nothing for the selection.
 */
export function combineColumns(record: AttentionRecord, selection: ColumnSelection): CombinedColumns {
  const power = findStack(record, selection.selfSide);
  checkWindow(record, selection.window);
  const classes = record.classIds.length;
  const columns = record.columns.length;
  const tokens = tokensOf(power.selfSide);
  const stack = new Float32Array((MAX_TAU + 1) * tokens * classes);
  for (let classIndex = 0; classIndex < classes; classIndex++) {
    const shares = columnShares(record, selection, classIndex);
    for (let row = 0; row < (MAX_TAU + 1) * tokens; row++) {
      let mean = 0;
      for (const { column, share } of shares) mean += share * (power.data[row * columns + column] as number);
      stack[row * classes + classIndex] = mean;
    }
  }
  return { stack, raw: stack.subarray(0, tokens * classes) };
}

/** The selected columns of one class and the share of each in the mean. */
function columnShares(record: AttentionRecord, selection: ColumnSelection, classIndex: number) {
  const [first, last] = selection.window;
  const chosen = record.columns.flatMap((column: StackColumn, index) => {
    const matches =
      column.classIndex === classIndex &&
      column.softmax === selection.softmax &&
      selection.crossSides.includes(column.crossSide) &&
      column.bin >= first &&
      column.bin <= last;
    return matches ? [{ column: index, weight: column.weight }] : [];
  });
  const total = chosen.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) {
    const sides = selection.crossSides.join(', ') || 'none';
    throw invalid(
      `Cross-attention was expected for at least one chosen side, but sides ${sides} with softmax over ` +
        `${selection.softmax} hold none for class ${record.classIds[classIndex]}. Choose among sides ${record.crossSides.join(', ')}.`,
    );
  }
  return chosen.map(({ column, weight }) => ({ column, share: weight / total }));
}

function findStack(record: AttentionRecord, selfSide: MapSide): PowerStack {
  const stack = record.stacks.find((candidate) => candidate.selfSide === selfSide);
  if (stack) return stack;
  const sides = record.stacks.map((candidate) => candidate.selfSide).join(', ');
  throw invalid(`A self-attention side among ${sides} was expected, found ${selfSide}. Choose one of them.`);
}

function checkWindow(record: AttentionRecord, [first, last]: readonly [number, number]): void {
  const whole = Number.isInteger(first) && Number.isInteger(last);
  if (whole && first >= 0 && first <= last && last < record.windowBins) return;
  throw invalid(
    `A step window within parts 0 to ${record.windowBins - 1} was expected, found ${first} to ${last}. Choose a first part that is not after the last.`,
  );
}

function invalid(message: string): StudioError {
  return new StudioError({ code: 'settings-invalid', message });
}
