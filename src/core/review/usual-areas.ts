import { classKeyOf, classShare } from './mask-shares.ts';
import type { ReviewPair } from './types.ts';

/** Percentiles of fewer pictures would only name the smallest and the largest. */
export const LEAST_PICTURES = 20;
const LOW = 0.05;
const HIGH = 0.95;

export interface UsualArea {
  /** Shares of the picture, 0 … 1. */
  readonly low: number;
  readonly high: number;
}

/**
 * How large each class usually is: 5th and 95th percentile of its share of the picture, over all pairs in which it has a pixel,
 * interpolated between ranks (Hyndman and Fan's type 7, NumPy's default). Rejected pairs count, so that rejecting the unusual
 * ones makes no others unusual.
 *
 * @returns by class key (see mask-shares.ts); classes in fewer than LEAST_PICTURES pictures are left out
 */
export function usualAreas(pairs: readonly Pick<ReviewPair, 'settings' | 'pixels'>[]): ReadonlyMap<string, UsualArea> {
  const shares = new Map<string, number[]>();
  for (const pair of pairs) {
    for (const [id, count] of Object.entries(pair.pixels.classes)) {
      if (count === 0) continue;
      const key = classKeyOf(pair.settings.labelSetId, Number(id));
      const known = shares.get(key);
      const share = classShare(pair, Number(id));
      if (known) known.push(share);
      else shares.set(key, [share]);
    }
  }
  const areas = new Map<string, UsualArea>();
  for (const [key, some] of shares) {
    if (some.length < LEAST_PICTURES) continue;
    const sorted = Float64Array.from(some).sort();
    areas.set(key, { low: quantile(sorted, LOW), high: quantile(sorted, HIGH) });
  }
  return areas;
}

function quantile(sorted: Float64Array, at: number): number {
  const place = (sorted.length - 1) * at;
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place % 1);
}
