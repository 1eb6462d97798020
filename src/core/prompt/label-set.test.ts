import { describe, expect, test } from 'vitest';
import { validateLabelSet } from './label-set.ts';
import type { LabelClass } from './types.ts';
import { VOC_20 } from './voc-20.ts';

describe('VOC-20', () => {
  test('is valid', () => {
    expect(() => validateLabelSet(VOC_20)).not.toThrow();
  });

  test('has ids 1 to 20 in alphabetical order', () => {
    expect(VOC_20.classes.map((c) => c.id)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    const names = VOC_20.classes.map((c) => c.name);
    expect(names).toEqual(names.toSorted());
  });

  test('has the colours of the VOC colour map', () => {
    // Bit 3k + c of the id is bit 7 − k of channel c (VOC development kit).
    const color = (id: number) =>
      [0, 1, 2].map((channel) =>
        [0, 1, 2].reduce((value, k) => value | (((id >> (3 * k + channel)) & 1) << (7 - k)), 0),
      );
    for (const { id, color: found } of VOC_20.classes) expect([id, ...found]).toEqual([id, ...color(id)]);
  });
});

describe('validateLabelSet', () => {
  const cat = VOC_20.classes[7]!;
  const numbered = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...cat, id: index + 1, name: `class ${index}` }));
  const check = (...classes: LabelClass[]) => validateLabelSet({ id: 'own', name: 'own', classes });

  test.each<[string, LabelClass[], RegExp]>([
    ['no class', [], /at least one class/],
    ['background as a class', [{ ...cat, id: 0 }], /1 to 254/],
    ['void as a class', [{ ...cat, id: 255 }], /1 to 254/],
    ['a fractional id', [{ ...cat, id: 1.5 }], /1 to 254/],
    ['an id twice', [cat, { ...cat, name: 'dog' }], /8 twice/],
    ['a colour twice', [cat, { ...cat, id: 9, name: 'dog' }], /64, 0, 0 for “dog”, which “cat” has/],
    ['the colour of void', [{ ...cat, color: [224, 224, 192] }], /which “void” has/],
    ['an empty synonym', [{ ...cat, synonyms: ['kitten', ''] }], /synonyms of 1/],
    ['a COCO number below 1', [{ ...cat, cocoCategoryId: 0 }], /COCO category numbers/],
    ['255 classes', numbered(255), /at most 254/],
    ['a name twice', [cat, { ...cat, id: 9 }], /“cat” twice/],
    ...['x\ny', '', ' x', 'x\u2028y', 'half \ud83d'].map((name): [string, LabelClass[], RegExp] => [
      `the name ${JSON.stringify(name)}`,
      [{ ...cat, name }],
      /on one line/,
    ]),
    ['the name of background', [{ ...cat, name: 'background' }], /found background/],
    ['the name of void in label files', [{ ...cat, name: 'ignored' }], /found ignored/],
    ['an empty prompt name', [{ ...cat, promptName: ' ' }], /prompt names/],
    ['a colour out of range', [{ ...cat, color: [0, 0, 256] as const }], /256/],
  ])('refuses %s', (_, classes, message) => {
    expect(() => check(...classes)).toThrow(message);
  });

  test('takes ids up to 254', () => {
    expect(() => check({ ...cat, id: 254 }, { ...cat, id: 1, name: 'dog', color: [1, 2, 3] })).not.toThrow();
  });
});
