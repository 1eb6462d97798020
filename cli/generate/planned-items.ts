import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/core/dataset/canonical-json.ts';
import type { GenerationSettings } from '../../src/core/dataset/types.ts';
import type { ListItem } from '../../src/core/lists/types.ts';
import type { LabelClass, LabelSet } from '../../src/core/prompt/types.ts';
import type { TuningSettings } from '../../src/core/segmentation/types.ts';
import { withSeeds } from '../../src/studio/lists/list-requests.ts';
import { pickClasses } from '../../src/studio/settings/preview-prompt.ts';
import type { RunFacts } from '../work/run-facts.ts';

/** One pair that a run makes. */
export interface PlannedItem {
  /** SHA-256 of all that the pair depends on, in hexadecimal digits. */
  readonly identity: string;
  readonly settings: GenerationSettings;
  readonly classes: readonly LabelClass[];
  readonly fileName?: string;
}

/** What the items of a run share. */
export interface RunSettings {
  readonly model: RunFacts['model'];
  readonly labelSet: LabelSet;
  /** `seed` is the run's own, from which items without one get theirs. */
  readonly settings: GenerationSettings;
  readonly tuning: TuningSettings;
}

/**
 * A list as a run makes it: each item with its seed and its identity, in the order of the list. Items that are the same in all, file name
 * included, are one.
 */
export function planItems(
  items: readonly ListItem[],
  { model, labelSet, settings, tuning }: RunSettings,
): PlannedItem[] {
  const planned = new Map<string, PlannedItem>();
  for (const { caption, classIds, seed, fileName } of withSeeds(items, settings, labelSet)) {
    const own = { ...settings, caption, classIds, labelSetId: labelSet.id, seed };
    const classes = pickClasses(own, labelSet);
    const words = classes.map(({ id, name, promptName }) => ({ id, name, promptName }));
    const { unetSha256, filesSha256 } = model;
    const content = {
      schema: 'dataset-diffusion-studio/item',
      version: 1,
      ...{ model: { unetSha256, filesSha256 }, settings: own, classes: words, tuning, fileName },
    };
    const identity = createHash('sha256').update(canonicalJson(content)).digest('hex');
    planned.set(identity, { identity, settings: own, classes, ...(fileName === undefined ? {} : { fileName }) });
  }
  return [...planned.values()];
}

/** What a run's facts say of its list. */
export function listFacts(items: readonly Pick<PlannedItem, 'identity'>[]): RunFacts['list'] {
  return identityFacts(items.map(({ identity }) => identity));
}

/** The same of identities, in any order. */
export function identityFacts(identities: readonly string[]): RunFacts['list'] {
  const hash = createHash('sha256');
  for (const identity of [...identities].sort()) hash.update(`${identity}\n`);
  return { items: identities.length, sha256: hash.digest('hex') };
}
