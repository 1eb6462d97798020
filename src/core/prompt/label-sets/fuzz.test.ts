import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelmapText, labelsOf } from '../../dataset/labelmap.ts';
import { StudioError } from '../../errors.ts';
import { MAX_CLASSES } from '../label-set.ts';
import { VOC_20 } from '../voc-20.ts';
import { labelSetJson } from './label-json.ts';
import { ownLabelSet } from './own-label-set.ts';
import { readClassFile } from './read-class-file.ts';
import { namesText } from './read-names.ts';

const SET = { ...VOC_20, name: 'Things', classes: VOC_20.classes.slice(0, 4) };
const COCO = JSON.stringify({ categories: SET.classes.map(({ id, name }) => ({ id, name, supercategory: 'thing' })) });
const BITS = ['"', '[', ']', '{', '}', ':', '::', ',', '#', '255,0,0', '-1', '1e999', 'null', '\0', '\uFEFF', '\ud800'];
const MORE_BITS = ['\r', '\n', '\u2028', 'background', 'ignored', 'aeroplane', '__proto__', 'schemaVersion', 'ſ', 'İ'];

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(12),
  put: fc.oneof(fc.constantFrom(...BITS, ...MORE_BITS), fc.string({ unit: 'binary', maxLength: 4 })),
});
const mutated = (text: string) =>
  fc.array(edit, { maxLength: 8 }).map((edits) =>
    edits.reduce((now, { at, cut, put }) => {
      const start = Math.floor(at * now.length);
      return now.slice(0, start) + put + now.slice(start + cut);
    }, text),
  );
const anyClasses = fc
  .record({
    schema: fc.constantFrom('dataset-diffusion-studio/label-set', undefined),
    schemaVersion: fc.oneof(fc.constant(1), fc.jsonValue()),
    name: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
    classes: fc.array(
      fc.oneof(
        fc.jsonValue(),
        fc.dictionary(fc.constantFrom('name', 'promptName', 'synonyms', 'color', 'cocoCategoryId'), fc.jsonValue()),
      ),
    ),
  })
  .map((set) => JSON.stringify(set));

/** A set that can be saved, or a typed error in words; each entry that is left out is told, in words. */
function check(fileName: string, text: string): void {
  let read: ReturnType<typeof readClassFile>;
  try {
    read = readClassFile(fileName, text);
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    expect(error.code).toBe('settings-invalid');
    expect(error.message).toMatch(/\.$/);
    return;
  }
  for (const { at, message } of read.problems.slice(0, 500)) {
    expect(at).toMatch(/^(line|class) \d+$/);
    expect(message.length).toBeLessThan(1000);
  }
  expect(read.classes.length).toBeLessThanOrEqual(MAX_CLASSES);
  if (read.classes.length > 0) expect(ownLabelSet('Read', read.classes).classes).toHaveLength(read.classes.length);
}

test.each([
  ['labelmap.txt', mutated(labelmapText(labelsOf(SET)))],
  ['set.json', fc.oneof(mutated(labelSetJson(SET)), mutated(COCO), anyClasses)],
  ['names.txt', mutated(namesText(SET.classes))],
])(
  '1,000 broken and random files like %s give classes that can be saved, or typed errors',
  (fileName, texts) => {
    const any = fc.oneof(
      { weight: 8, arbitrary: texts },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
      { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...BITS, ...MORE_BITS) }) },
    );
    fc.assert(
      fc.property(any, (text) => check(fileName, text)),
      { numRuns: 1000 },
    );
  },
  60_000,
);

const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

test.each([
  [
    'set.json',
    'a version of lists in lists',
    `{"schema":"dataset-diffusion-studio/label-set","schemaVersion":${deep(100_000)}}`,
  ],
  ['set.json', 'a name of lists in lists', `{"classes":[{"name":${deep(100_000)}}]}`],
  ['set.json', 'four megabytes of brackets', '['.repeat(4_000_000)],
  ['set.json', 'a hundred thousand classes', `[${'"a",'.repeat(100_000)}"b"]`],
  ['labelmap.txt', 'four megabytes of colons', ':'.repeat(4_000_000)],
  ['labelmap.txt', 'digits without an end', `a:${'1'.repeat(4_000_000)}`],
  ['names.txt', 'a line without an end', 'a'.repeat(4_000_000)],
  ['names.txt', 'a hundred thousand names', Array.from({ length: 100_000 }, (_, i) => `name ${i}`).join('\n')],
])('%s with %s ends', (fileName, _, text) => check(fileName, text), 20_000);
