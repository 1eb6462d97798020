import { expect, it } from 'vitest';
import type { LabelSet } from '../../../prompt/types.ts';
import { smallLabelSet } from '../../small-dataset.fixture.ts';
import { backgroundCategory, cocoCategories } from './categories.ts';

const withNumbers = (...numbers: (number | undefined)[]): LabelSet => ({
  ...smallLabelSet,
  classes: smallLabelSet.classes.map(({ cocoCategoryId: _, ...one }, i) => {
    const cocoCategoryId = numbers[i];
    return cocoCategoryId === undefined ? one : { ...one, cocoCategoryId };
  }),
});
const idsOf = (labelSet: LabelSet) => cocoCategories(labelSet).map(({ id, name }) => [id, name]);

it('numbers classes from 1 by their ids, without gaps', () => {
  expect(idsOf(smallLabelSet)).toEqual([
    [1, 'cat'],
    [2, 'diningtable'],
    [3, 'person'],
  ]);
});

it('takes COCO’s own numbers, and numbers the others after them', () => {
  expect(idsOf(withNumbers(1, 17, undefined))).toEqual([
    [1, 'person'],
    [17, 'cat'],
    [18, 'diningtable'],
  ]);
  expect(backgroundCategory(cocoCategories(withNumbers(1, 17, 67)))).toMatchObject({ id: 68, classId: 0 });
});

it('refuses one number for two classes', () => {
  const expected = { code: 'settings-invalid', message: expect.stringContaining('17 for “person” and “cat”') };
  expect(() => cocoCategories(withNumbers(17, 17))).toThrow(expect.objectContaining(expected));
});
