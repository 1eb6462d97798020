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
  /** It is the mask of a photograph, whose path is `fileName`. */
  readonly photo?: { readonly sha256: string };
}

/** What the items of a run share. */
export interface RunSettings {
  readonly model: RunFacts['model'];
  readonly labelSet: LabelSet;
  /** `seed` is the run's own, from which items without one get theirs. */
  readonly settings: GenerationSettings;
  readonly tuning: TuningSettings;
  /** What this command alone chooses, by the option's name. */
  readonly own?: Readonly<Record<string, string>>;
}

/**
 * A list as a run makes it: each item with its seed and its identity, in the order of the list. Items that are the same in all, file name
 * included, are one.
 */
export function planItems(items: readonly ListItem[], run: RunSettings): PlannedItem[] {
  const { labelSet, settings } = run;
  const planned = new Map<string, PlannedItem>();
  for (const { caption, classIds, seed, fileName } of withSeeds(items, settings, labelSet)) {
    const own = { ...settings, caption, classIds, labelSetId: labelSet.id, seed };
    const classes = pickClasses(own, labelSet);
    const item = { settings: own, classes, ...(fileName === undefined ? {} : { fileName }) };
    const identity = identityOf(item, run);
    planned.set(identity, { identity, ...item });
  }
  return [...planned.values()];
}

/** SHA-256 of all that a pair depends on, in hexadecimal digits. */
export function identityOf(
  { settings, classes, fileName, photo }: Omit<PlannedItem, 'identity'>,
  { model: { unetSha256, filesSha256 }, tuning, own }: Pick<RunSettings, 'model' | 'tuning' | 'own'>,
): string {
  const words = classes.map(({ id, name, promptName }) => ({ id, name, promptName }));
  const content = {
    schema: 'dataset-diffusion-studio/item',
    version: 1,
    ...{ model: { unetSha256, filesSha256 }, settings, classes: words, tuning, fileName },
    ...{ picture: photo?.sha256, ...own },
  };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
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
