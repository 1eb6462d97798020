export interface Split {
  readonly train: readonly string[];
  readonly val: readonly string[];
  readonly trainval: readonly string[];
}

export const DEFAULT_TRAIN_PERCENT = 90;

/** The rule of `splitStems` in words, for the manifest and the dataset card. */
export function splitRule(trainPercent: number): string {
  if (trainPercent === 100) return 'All pairs go to train.';
  if (trainPercent === 0) return 'All pairs go to val.';
  return `Stems in sorted order; ${100 - trainPercent} in 100 go to val, spread evenly, the others to train. Of two or more pairs at least one goes to each; a single pair goes to train.`;
}

/** How many of so many pairs `splitStems` gives to each. */
export function splitCounts(pairs: number, trainPercent: number): { readonly train: number; readonly val: number } {
  const stems = Array.from({ length: pairs }, (_, i) => String(i));
  const { train, val } = splitStems(stems, trainPercent);
  return { train: train.length, val: val.length };
}

/**
 * Splits stems by `splitRule`: the i-th of them goes to val where i·p/100 passes a whole number, p being the per cent of val. All three
 * lists are sorted; train and val share nothing and together are trainval.
 *
 * @param trainPercent whole per cent, 0 … 100
 */
export function splitStems(stems: readonly string[], trainPercent: number): Split {
  const trainval = [...stems].sort();
  const valPercent = 100 - trainPercent;
  const valUpTo = (count: number) => Math.floor((count * valPercent) / 100);
  const isVal = trainval.map((_, index) => valUpTo(index + 1) > valUpTo(index));
  if (trainPercent > 0 && trainPercent < 100 && isVal.length > 0) {
    if (isVal.every((val) => !val) && isVal.length > 1) isVal[isVal.length - 1] = true;
    if (isVal.every((val) => val)) isVal[0] = false;
  }
  return { train: trainval.filter((_, i) => !isVal[i]), val: trainval.filter((_, i) => isVal[i]), trainval };
}
