import { describe, expect, test, vi } from 'vitest';
import { findClassesInCaption } from './find-classes.ts';
import type { LabelSet } from './types.ts';
import { VOC_20 } from './voc-20.ts';

const inVoc = (caption: string) => findClassesInCaption(caption, VOC_20).map((c) => c.name);

describe('findClassesInCaption', () => {
  test.each([
    ['a cat and a chair in a room', ['cat', 'chair']],
    ['A Woman next to two buses', ['person', 'bus']],
    ['people, men and women', ['person']],
    ['ponies and puppies', ['horse', 'dog']],
    ['a dining  table with a potted-plant', ['diningtable', 'pottedplant']],
    ['a diningtable', ['diningtable']],
    ['the TV by the couch', ['tvmonitor', 'sofa']],
    ['two jets', ['aeroplane']],
    ['a category of scary carpets, catering, the caté', []],
    ['', []],
  ])('%j', (caption, names) => {
    expect(inVoc(caption)).toEqual(names);
  });

  test('the longer name wins, so a hot dog is no dog', () => {
    const cls = (id: number, name: string) => ({ id, name, promptName: name, synonyms: [], color: [0, 0, 0] as const });
    const set: LabelSet = { id: 's', name: 's', classes: [cls(1, 'dog'), cls(2, 'hot dog')] };
    expect(findClassesInCaption('a hot dog', set).map((c) => c.id)).toEqual([2]);
    expect(findClassesInCaption('hot dogs and a dog', set).map((c) => c.id)).toEqual([2, 1]);
  });

  test.each([
    ['child', 'the children', 'childrens'],
    // What is no whole word holds the beginning of one.
    ['dog dog', 'hotdog dog dog', 'hotdog dog'],
    // A letter of two UTF-16 units.
    ['𐐨', 'the 𐐨', '𐐨𐐨𐐨 𐐨a 1𐐨'],
  ])('%j is found as whole words', (name, caption, other) => {
    const one = { id: 1, name, promptName: name, synonyms: [], color: [0, 0, 0] as const };
    const set: LabelSet = { id: 's', name: 's', classes: [one] };
    expect(findClassesInCaption(caption, set)).toEqual([one]);
    expect(findClassesInCaption(other, set)).toEqual([]);
  });

  test('each search begins anew, and a set of the same id with other words is another one', () => {
    for (const _ of [1, 2]) expect(inVoc('two cats and a cat')).toEqual(['cat']);
    const classes = VOC_20.classes.map((c) => (c.name === 'cat' ? { ...c, synonyms: ['moggy'] } : c));
    expect(findClassesInCaption('a moggy', { ...VOC_20, classes }).map((c) => c.name)).toEqual(['cat']);
    expect(inVoc('a moggy')).toEqual([]);
  });

  test('the words of a set are made into patterns once', () => {
    const read = vi.fn(() => VOC_20.classes);
    const set: LabelSet = {
      ...VOC_20,
      get classes() {
        return read();
      },
    };
    for (const caption of ['a cat', 'a dog', 'a cat']) expect(findClassesInCaption(caption, set)).toHaveLength(1);
    expect(read).toHaveBeenCalledOnce();
  });

  test('names with symbols are read as they are', () => {
    const cpp = { id: 1, name: 'c++ (book)', promptName: 'c++ (book)', synonyms: ['a.b'], color: [0, 0, 0] as const };
    const set: LabelSet = { id: 's', name: 's', classes: [cpp] };
    expect(findClassesInCaption('my C++ (book)', set)).toEqual([cpp]);
    expect(findClassesInCaption('my axb', set)).toEqual([]);
  });
});
