import { describe, expect, it } from 'vitest';
import { VOC_20 } from '../../../core/prompt/voc-20.ts';
import { SHOW_ALL } from '../../../core/review/show-pairs.ts';
import { SORT_KEYS } from '../../../core/review/types.ts';
import type { Pair } from '../../studio-context.tsx';
import { AREAS, chosenOption, EVIDENCES, FLAGS, SORTS, STATES, VOIDS } from './filter-options.ts';
import { knownChoices } from './known-choices.ts';

it.each([STATES, FLAGS, VOIDS, AREAS, EVIDENCES])(
  'asks for nothing first, and knows each choice again',
  (...options) => {
    expect(chosenOption(options, SHOW_ALL)).toBe(options[0]?.value);
    for (const { value, filter } of options) expect(chosenOption(options, { ...SHOW_ALL, ...filter })).toBe(value);
  },
);

it('sorts by every key', () => expect(SORTS.map(({ value }) => value)).toEqual(SORT_KEYS));

it('offers areas without a gap', () => {
  const ranges = AREAS.slice(1).map(({ filter }) => [filter.areaFrom, filter.areaTo]);
  expect(ranges[0]?.[0]).toBe(0);
  expect(ranges.at(-1)?.[1]).toBe(1);
  for (const [index, [from]] of ranges.entries()) if (index > 0) expect(from).toBe(ranges[index - 1]?.[1]);
});

describe('knownChoices', () => {
  const pair = (labelSetId: string, classIds: number[], modelId = 'emoji-scenes') =>
    ({ settings: { labelSetId, classIds }, provenance: { modelId } }) as unknown as Pair;
  const { classes, labelSets, models } = knownChoices(
    [pair('voc-20', [12, 8]), pair('voc-20', [8]), pair('coco-80', [8], 'sd-turbo')],
    { labelSets: [{ set: VOC_20, createdAt: null, isRetired: false }] },
  );

  it('names classes as prompts do, those of another label set by number', () => {
    expect(classes.map(({ label }) => label)).toEqual(['Any class', 'cat (2)', 'class 8 of coco-80 (1)', 'dog (1)']);
    expect(classes[1]?.filter).toEqual({ classKey: 'voc-20/8' });
  });
  it('counts label sets and models', () => {
    expect(labelSets.map(({ label }) => label)).toEqual([
      'Any label set',
      'PASCAL VOC (20 classes) (2)',
      'coco-80 (1)',
    ]);
    expect(models.map(({ label }) => label)).toEqual(['Any model', 'emoji-scenes (2)', 'sd-turbo (1)']);
  });
});
