export interface Split {
  readonly train: readonly string[];
  readonly val: readonly string[];
  readonly trainval: readonly string[];
}

/** The rule of `splitStems` in words, for the manifest and the dataset card. */
export const SPLIT_RULE =
  'Stems in sorted order; every tenth goes to val, the others to train. With 2 to 9 pairs the last one goes to val; a single pair goes to train.';

const VAL_EVERY = 10;

/** Splits stems by SPLIT_RULE. All three lists are sorted; train and val share nothing and together are trainval. */
export function splitStems(stems: readonly string[]): Split {
  const trainval = [...stems].sort();
  const lastGoesToVal = trainval.length > 1 && trainval.length < VAL_EVERY;
  const isVal = (index: number) => (index + 1) % VAL_EVERY === 0 || (lastGoesToVal && index === trainval.length - 1);
  return {
    train: trainval.filter((_, index) => !isVal(index)),
    val: trainval.filter((_, index) => isVal(index)),
    trainval,
  };
}
