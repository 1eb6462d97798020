import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pairText } from '../../core/dataset/embedded/pair-text.ts';
import { entryOf, smallLabelSet } from '../../core/dataset/small-dataset.fixture.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { readMadeWith } from './made-with.ts';

const known = (...sets: (typeof VOC_20)[]) => ({
  labelSet: VOC_20,
  labelSets: sets.map((set) => ({ set, createdAt: null, isRetired: false })),
});
const entry = entryOf('a', 2, 2);
const foreign = { ...entry, settings: { ...entry.settings, labelSetId: 'theirs', classIds: [1, 2] } };
const theirs = (...names: string[]) => ({
  ...smallLabelSet,
  id: 'theirs',
  classes: names.map((name, i) => ({ ...smallLabelSet.classes[0]!, id: i + 1, name })),
});

it('gives the settings back as they were', () => {
  const text = pairText(entry, smallLabelSet);
  expect(readMadeWith(text, known(VOC_20))).toEqual({ settings: entry.settings, lostClasses: [] });
});

it('finds classes of a label set that is not here by their names in one that is', () => {
  const found = readMadeWith(pairText(foreign, theirs('dog', 'cat')), known(VOC_20));
  expect(found).toEqual({
    settings: { ...foreign.settings, labelSetId: VOC_20.id, classIds: [12, 8] },
    lostClasses: [],
  });
});

it('names the classes that no label set here has', () => {
  const found = readMadeWith(pairText(foreign, theirs('dog', 'unicorn')), known(VOC_20));
  expect(found?.settings).toMatchObject({ caption: 'a cat on a table', seed: 4294967295, classIds: [] });
  expect(found?.lostClasses).toEqual(['dog', 'unicorn']);
});

it('reads nothing from a text that is damaged, of another version, or no settings', () => {
  const text = pairText(entry, smallLabelSet);
  const of = (change: object) => JSON.stringify({ ...JSON.parse(text), ...change });
  for (const broken of ['', '{', 'null', '[]', of({ version: 2 }), of({ settings: {} }), of({ classes: 'cat' })]) {
    expect(readMadeWith(broken, known(VOC_20))).toBeNull();
  }
  fc.assert(
    fc.property(fc.nat(), fc.string({ maxLength: 4 }), (at, put) => {
      const broken = text.slice(0, at % text.length) + put + text.slice((at % text.length) + put.length);
      const found = readMadeWith(broken, known(VOC_20));
      if (found) expect(Number.isInteger(found.settings.seed)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
