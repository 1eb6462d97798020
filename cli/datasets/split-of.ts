import type { DatasetManifest } from '../../src/core/dataset/read/types.ts';
import { splitRule, splitStems } from '../../src/core/dataset/split.ts';

/** The share for training, whole per cent, by which a manifest's pairs were split; null: they were split by hand. */
export function trainPercentOf({ pairs, splitRule: said }: DatasetManifest): number | null {
  const stems = pairs.map(({ stem }) => stem);
  const val = pairs.flatMap(({ stem, split }) => (split === 'val' ? stem : [])).sort();
  const percent = Array.from({ length: 101 }, (_, share) => share).find((share) => splitRule(share) === said);
  if (percent === undefined) return null;
  return splitStems(stems, percent).val.join('\n') === val.join('\n') ? percent : null;
}
