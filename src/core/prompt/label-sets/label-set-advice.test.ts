import { expect, it } from 'vitest';
import { VOC_20 } from '../voc-20.ts';
import { labelSetAdvice } from './label-set-advice.ts';
import { knownSynonym, unknownClasses } from './unknown-classes.ts';

const make = (name: string, promptName = name, synonyms: string[] = []) => ({ name, promptName, synonyms });

it('has nothing to say about VOC', () => {
  expect(labelSetAdvice(VOC_20.classes)).toEqual([]);
});

it('tells names that differ only in case, also where letters are composed', () => {
  expect(labelSetAdvice([make('Cat', 'a'), make('cat', 'b'), make('dog')])).toEqual([
    '“Cat” and “cat” differ only in case: files and people may take one for the other.',
  ]);
  expect(labelSetAdvice([make('caf\u00e9', 'a'), make('Cafe\u0301', 'b')])).toHaveLength(1);
});

it('tells prompt words and synonyms that stand for two classes', () => {
  const classes = [make('red car', 'car'), make('blue car', 'Car'), make('van', 'van', ['bus']), make('bus')];
  expect(labelSetAdvice(classes)).toEqual([
    '“red car” and “blue car” have the same prompt words, so their masks would be the same.',
    '“van” and “bus” share a synonym: a caption with it is taken for the first of them.',
  ]);
});

it('calls classes unknown only where a model tells what it knows', () => {
  const [plane, , , , , , , , , , table] = VOC_20.classes;
  const words = ['plane', 'dining table'];
  expect(unknownClasses(VOC_20.classes, undefined)).toEqual([]);
  expect(unknownClasses([plane!, table!], words)).toEqual([plane]);
  expect(knownSynonym(plane!, words)).toBe('plane');
  expect(knownSynonym(table!, words)).toBeNull();
});
