import { pairClassIds } from '../../../core/pair-classes.ts';
import { classKeyOf } from '../../../core/review/mask-shares.ts';
import { findLabelSet } from '../../../studio/label-sets/known-label-sets.ts';
import type { StudioState } from '../../../studio/types.ts';
import { findClass } from '../../selectors.ts';
import type { Pair } from '../../studio-context.tsx';
import type { FilterOption } from './filter-options.ts';

/** What the pairs of a gallery can be filtered by, beyond what all galleries have. */
export interface KnownChoices {
  readonly classes: readonly FilterOption[];
  readonly labelSets: readonly FilterOption[];
  readonly models: readonly FilterOption[];
}

/** Classes, label sets and models that occur, each with how many pairs have it, in the order of their names. */
export function knownChoices(pairs: readonly Pair[], known: Pick<StudioState, 'labelSets'>): KnownChoices {
  const classes = new Map<string, number>();
  const labelSets = new Map<string, number>();
  const models = new Map<string, number>();
  const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const pair of pairs) {
    const { settings, provenance } = pair;
    count(labelSets, settings.labelSetId);
    count(models, provenance.modelId);
    for (const id of pairClassIds(pair)) count(classes, classKeyOf(settings.labelSetId, id));
  }
  const options = (
    counts: ReadonlyMap<string, number>,
    any: string,
    key: 'classKey' | 'labelSetId' | 'modelId',
    name = (value: string) => value,
  ) => [
    { value: 'any', label: any, filter: { [key]: null } },
    ...[...counts]
      .map(([value, pictures]) => ({ value, name: name(value), pictures }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ value, name, pictures }) => ({ value, label: `${name} (${pictures})`, filter: { [key]: value } })),
  ];
  return {
    classes: options(classes, 'Any class', 'classKey', (key) => classTitle(key, known)),
    labelSets: options(labelSets, 'Any label set', 'labelSetId', (id) => findLabelSet(known, id)?.name ?? id),
    models: options(models, 'Any model', 'modelId'),
  };
}

/** A class whose label set is not on this device is told by number. */
function classTitle(key: string, known: Pick<StudioState, 'labelSets'>): string {
  const at = key.lastIndexOf('/');
  const labelSetId = key.slice(0, at);
  const id = Number(key.slice(at + 1));
  const set = findLabelSet(known, labelSetId);
  const label = set && findClass(set, id);
  return label?.promptName ?? `class ${id} of ${set?.name ?? labelSetId}`;
}
