import { canonicalJson } from '../canonical-json.ts';
import type { OptionValue } from '../formats/format.ts';
import { labelsOf } from '../labelmap.ts';
import { splitRule } from '../split.ts';
import type { DatasetWriterInput, SplitEntry } from '../types.ts';
import { originOf } from './picture-origin.ts';

export const MANIFEST_SCHEMA = 'dataset-diffusion-studio/manifest';
/** Raised when a reader of the old manifest would misread the new one. */
export const MANIFEST_VERSION = 1;

/** Where the files of one pair lie. */
export interface PairFiles {
  /** The dataset's file that holds them; left out: they are files of the dataset themselves. */
  readonly archive?: string;
  readonly picture: string;
  /** A picture whose pixels say the mask. */
  readonly mask?: string;
  /** A picture whose pixels number the objects. */
  readonly objects?: string;
  /** Regions of the pair as polygons. */
  readonly outlines?: string;
  /** Where regions of many pairs are. */
  readonly annotations?: string;
  readonly classMaps?: string;
  /** The class of each map. */
  readonly classMapIds?: readonly number[];
}

export type FilesOfPair = (entry: SplitEntry) => PairFiles;

export interface ManifestLayout {
  readonly format: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly filesOf: FilesOfPair;
  readonly notes: readonly string[];
}

/**
 * manifest.json: the format and its options, the label set with the words that stood for each class in prompts, the split, what the
 * format could not hold, and for each pair all that is needed to make it again (settings, tuning, model and its hashes), how classes
 * were captured that were added to it afterwards, the file name that its list of prompts gave it, the evidence for each requested class with whether it counts as present, and its pixel counts. Depends on
 * the pairs and choices alone: no time of export, no order of selection.
 */
export function manifestText(input: DatasetWriterInput, { format, options, filesOf, notes }: ManifestLayout): string {
  const { labelSet, entries, trainPercent } = input;
  return canonicalJson({
    schema: MANIFEST_SCHEMA,
    schemaVersion: MANIFEST_VERSION,
    synthetic: originOf(entries) === 'drawn',
    format: { id: format, options },
    labelSet: { id: labelSet.id, name: labelSet.name },
    labels: labelsOf(labelSet),
    splitRule: splitRule(trainPercent),
    notes,
    pairs: entries.map((entry) => ({ ...entry, ...filesOf(entry) })),
  });
}
