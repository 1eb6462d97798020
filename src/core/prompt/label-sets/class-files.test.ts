import { describe, expect, it, test } from 'vitest';
import { labelmapText, labelsOf, namesNotInLabelmap } from '../../dataset/labelmap.ts';
import { COCO_80 } from '../coco-80.ts';
import type { LabelSet } from '../types.ts';
import { VOC_20 } from '../voc-20.ts';
import { takeEntries } from './class-entries.ts';
import { labelSetJson, readLabelJson } from './label-json.ts';
import { ownLabelSet } from './own-label-set.ts';
import { readClassFile } from './read-class-file.ts';
import { readLabelmap } from './read-labelmap.ts';
import { namesText, readNames } from './read-names.ts';

/** Names that YAML, JSON and spreadsheets like to take for something else. */
const AWKWARD = [
  'no',
  'on',
  'null',
  '007',
  '1e3',
  'NaN',
  "it's",
  '"cat"',
  'Cat',
  'cat',
  'CAT',
  '猫',
  'кошка',
  'قطة',
  'naïve',
  '🐈',
  '__proto__',
  'a, b',
  '- x',
  'tab#not',
];
const awkward = ownLabelSet(
  'Awkward: “names”',
  takeEntries(AWKWARD.map((name) => ({ at: name, name, color: null }))).classes,
);
const many = ownLabelSet(
  'Many',
  takeEntries(Array.from({ length: 254 }, (_, index) => ({ at: `${index}`, name: `class ${index}`, color: null })))
    .classes,
);
const SETS: readonly LabelSet[] = [VOC_20, COCO_80, awkward, many];

describe('what is written is read back', () => {
  test.each(SETS)('$name, as JSON with its id', (set) => {
    const { name, classes, problems } = readClassFile('x.json', labelSetJson(set));
    expect(problems).toEqual([]);
    expect(name).toBe(set.name);
    const read = ownLabelSet(name!, classes);
    expect(read.classes).toEqual(set.classes);
    expect(read.id).toBe(ownLabelSet(set.name, set.classes).id);
  });

  test.each(SETS)('$name, as a labelmap: names, colours and order', (set) => {
    const { classes, problems } = readClassFile('labelmap.txt', labelmapText(labelsOf(set)));
    expect(problems).toEqual([]);
    expect(classes.map(({ name, color }) => [name, color])).toEqual(
      set.classes.map(({ name, color }) => [name, color]),
    );
  });

  test.each(SETS)('$name, as a list of names', (set) => {
    const { classes, problems } = readNames(namesText(set.classes));
    expect(problems).toEqual([]);
    expect(classes.map(({ name }) => name)).toEqual(set.classes.map(({ name }) => name));
    expect(new Set(classes.map(({ color }) => String(color))).size).toBe(classes.length);
  });

  it('writes names that a labelmap would take apart another way, and says so in it', () => {
    const set = ownLabelSet(
      'Colons',
      takeEntries(['a: b', 'a_ b', '#1'].map((name) => ({ at: '', name, color: null }))).classes,
    );
    const text = labelmapText(labelsOf(set));
    expect(text).toContain('# "a_ b_" stands for "a: b"\na_ b_:');
    expect(readLabelmap(text).classes.map(({ name }) => name)).toEqual(['a_ b_', 'a_ b', '_1']);
    expect(namesNotInLabelmap(set.classes.map(({ name }) => name))).toEqual(['a: b', '#1']);
  });
});

describe('a labelmap', () => {
  it('may lack colours, have comments, Windows line ends and a byte order mark', () => {
    const { classes, problems } = readLabelmap(
      '\uFEFF# label:color_rgb:parts:actions\r\nbackground:0,0,0::\r\n\r\ndiningtable:::\r\nCat : 1, 2,3 :head,tail:\r\nbird\r\n',
    );
    expect(problems).toEqual([]);
    expect(classes.map(({ name }) => name)).toEqual(['diningtable', 'Cat', 'bird']);
    expect(classes[0]).toMatchObject({ promptName: 'dining table', synonyms: ['table'] });
    expect(classes[1]!.color).toEqual([1, 2, 3]);
  });

  it('tells line by line what is wrong, and gives the good ones', () => {
    const lines = [
      'cat:1,2,3::',
      'dog:1,2::',
      'cow:256,0,0::',
      'a:b:1,2,3:x:y',
      ':1,1,1::',
      'cat:4,5,6::',
      'owl:1,2,3::',
      'sky:224,224,192::',
      'red:x,0,0::',
    ];
    const { classes, problems } = readLabelmap(lines.join('\n'));
    expect(classes.map(({ name }) => name)).toEqual(['cat', 'owl', 'sky']);
    expect(problems.map(({ at, effect, message }) => [at, effect, message])).toEqual([
      ['line 2', 'left out', expect.stringMatching(/three whole numbers.*found “1,2”/)],
      ['line 3', 'left out', expect.stringMatching(/from 0 to 255.*found “256,0,0”/)],
      ['line 4', 'left out', expect.stringMatching(/found 4 colons/)],
      ['line 5', 'left out', expect.stringMatching(/found no name/)],
      ['line 6', 'left out', expect.stringMatching(/found “cat” again, as in line 1/)],
      ['line 7', 'changed', expect.stringMatching(/found 1,2,3, which “cat” has/)],
      ['line 8', 'changed', expect.stringMatching(/which “void” has/)],
      ['line 9', 'left out', expect.stringMatching(/found “x,0,0”/)],
    ]);
    expect(new Set(classes.map(({ color }) => String(color))).size).toBe(3);
  });
});

describe('a list of names', () => {
  it('takes any line for a name, also one that looks like another thing', () => {
    const { classes } = readClassFile('names.txt', 'no\nnull\n007\n#tag\na: b\n');
    expect(classes.map(({ name, promptName }) => [name, promptName])).toEqual(
      ['no', 'null', '007', '#tag', 'a: b'].map((name) => [name, name]),
    );
  });

  it('passes over background and ignored, and tells what is too much or too long', () => {
    const names = ['background', ...Array.from({ length: 255 }, (_, index) => `n${index}`), 'Ignored'];
    const { classes, problems } = readNames(names.join('\n'));
    expect(classes).toHaveLength(254);
    expect(problems).toEqual([
      { at: 'line 256', effect: 'left out', message: expect.stringMatching(/at most 254 classes, found “n254”/) },
    ]);
    const long = readNames(`ok\n${'x'.repeat(101)}`);
    expect(long.problems[0]!.message).toMatch(/1 to 100 characters/);
  });

  it('makes words of names for prompts', () => {
    expect(readNames('traffic_light').classes[0]!.promptName).toBe('traffic light');
    expect(readNames('___').classes[0]!.promptName).toBe('___');
  });
});

describe('JSON', () => {
  it('may be a bare list, or a COCO file', () => {
    expect(readClassFile('x.txt', '["no", "007"]').classes.map(({ name }) => name)).toEqual(['no', '007']);
    const coco = readLabelJson('{"categories": [{"id": 13, "name": "stop sign", "supercategory": "outdoor"}]}');
    expect(coco.classes).toMatchObject([{ name: 'stop sign', cocoCategoryId: 13 }]);
  });

  it('tells class by class what is wrong', () => {
    const list = [
      'cat',
      7,
      null,
      { name: 7 },
      { promptName: 'x' },
      { name: 'a', promptName: 1 },
      { name: 'b', synonyms: 'c' },
      { name: 'd', color: '#12' },
      { name: 'e', color: [1, 2] },
      { name: 'f', color: '#0A0b0c' },
      [],
      { name: 'g', cocoCategoryId: '1' },
      { name: 'h', cocoCategoryId: 0 },
      { name: '' },
    ];
    const { classes, problems } = readLabelJson(JSON.stringify({ classes: list }));
    expect(classes.map(({ name }) => name)).toEqual(['cat', 'f']);
    expect(classes[1]!.color).toEqual([10, 11, 12]);
    expect(problems.map(({ at, message }) => `${at}: ${message}`)).toEqual([
      'class 2: Expected a name or a class in braces, found the number 7. Correct it.',
      'class 3: Expected a name or a class in braces, found null. Correct it.',
      'class 4: Expected a text in quotes as “name”, found the number 7. Correct it.',
      'class 5: Expected a text in quotes as “name”, found nothing. Correct it.',
      'class 6: Expected a text in quotes as “promptName”, found the number 1. Correct it.',
      'class 7: Expected a list of texts as “synonyms”, found the text "c". Correct it.',
      'class 8: Expected three whole numbers from 0 to 255 or “#rrggbb” as “color”, found the text "#12". Correct it.',
      'class 9: Expected three whole numbers from 0 to 255 or “#rrggbb” as “color”, found a list. Correct it.',
      'class 11: Expected a name or a class in braces, found a list. Correct it.',
      'class 12: Expected a number as “cocoCategoryId”, found the text "1". Correct it.',
      expect.stringMatching(/class 13: Expected COCO category numbers from 1 on/),
      expect.stringMatching(/class 14: Expected class names of 1 to 100 characters/),
    ]);
  });

  it.each([
    '{',
    '7',
    'null',
    '{"classes": 3}',
    '{}',
    '{"schema": "dataset-diffusion-studio/label-set", "schemaVersion": 2, "classes": []}',
  ])('refuses %s as a whole', (text) => {
    expect(() => readClassFile('x.json', text)).toThrow(expect.objectContaining({ code: 'settings-invalid' }));
  });
});

it('refuses a file without anything in it', () => {
  expect(() => readClassFile('x.txt', ' \n')).toThrow(/found nothing/);
});
