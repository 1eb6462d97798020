import type { LabelSet } from '../prompt/types.ts';
import { canonicalJson } from './canonical-json.ts';
import { labelsOf } from './labelmap.ts';
import { SPLIT_RULE, splitStems } from './split.ts';
import type { DatasetEntry } from './types.ts';
import { maskPath, picturePath } from './voc-paths.ts';

/** Raised when a reader of the old manifest would misread the new one. */
export const MANIFEST_VERSION = 1;

/**
 * manifest.json: the label set with the words that stood for each class in prompts, the split, and for each pair all that
 * is needed to make it again (settings, tuning, model and its hashes), the evidence for each requested class with whether
 * it counts as present, and its pixel counts. Depends on the pairs alone: no time of export, no order of selection.
 */
export function manifestText(labelSet: LabelSet, entries: readonly DatasetEntry[]): string {
  const val = new Set(splitStems(entries.map((entry) => entry.stem)).val);
  const pairs = [...entries]
    .sort((a, b) => (a.stem < b.stem ? -1 : 1))
    .map((entry) => ({
      ...entry,
      picture: picturePath(entry.stem),
      mask: maskPath(entry.stem),
      split: val.has(entry.stem) ? 'val' : 'train',
    }));
  return canonicalJson({
    schema: 'dataset-diffusion-studio/manifest',
    schemaVersion: MANIFEST_VERSION,
    synthetic: true,
    labelSet: { id: labelSet.id, name: labelSet.name },
    labels: labelsOf(labelSet),
    splitRule: SPLIT_RULE,
    pairs,
  });
}
