export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * 95 % interval of a statistic over pictures by the percentile bootstrap (Efron 1979): pictures are drawn with
 * replacement, the statistic is computed for each draw.
 *
 * @param uniform random numbers in [0, 1)
 */
export function bootstrapInterval<T>(
  items: readonly T[],
  statistic: (drawn: readonly T[]) => number,
  uniform: () => number,
  draws = 1000,
): Interval {
  if (items.length === 0) throw new Error('Nothing to draw from');
  const values = Array.from({ length: draws }, () =>
    statistic(items.map(() => items[Math.floor(uniform() * items.length)] as T)),
  ).sort((a, b) => a - b);
  const at = (share: number) => values[Math.min(draws - 1, Math.floor(share * draws))] as number;
  return { low: at(0.025), high: at(0.975) };
}

/** The difference of two statistics of the same pictures: what both draws share cancels out. */
export function pairedInterval<T>(
  first: readonly T[],
  second: readonly T[],
  statistic: (drawn: readonly T[]) => number,
  uniform: () => number,
  draws = 1000,
): Interval {
  if (first.length !== second.length) throw new Error(`${first.length} and ${second.length} pictures are no pairs`);
  const pairs = first.map((item, index) => [item, second[index] as T] as const);
  const difference = (drawn: readonly (readonly [T, T])[]) =>
    statistic(drawn.map(([, b]) => b)) - statistic(drawn.map(([a]) => a));
  return bootstrapInterval(pairs, difference, uniform, draws);
}
