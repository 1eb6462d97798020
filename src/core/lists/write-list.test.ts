import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VOC_20 } from '../prompt/voc-20.ts';
import { readList } from './list-rules.fixture.ts';
import type { ListForm, ListItem } from './types.ts';
import { writeListCsv, writeListJson, writeListText, writeReferenceJson } from './write-list.ts';

/** At most two words, so that it fits; as a list keeps it, spaces put together. */
const caption = fc
  .string({ unit: fc.constantFrom(...'ab ;,"\'{[=é猫'), minLength: 1, maxLength: 12 })
  .map((text) => text.replace(/\s+/g, ' ').trim())
  .filter((text) => text !== '');
const classIds = fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 });
const seed = fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const items = fc.array(fc.record({ caption, classIds, seed }), { minLength: 1, maxLength: 8 });
const named = items.map((all) => all.map((item, i): ListItem => (i % 2 ? { ...item, fileName: `n ${i}.jpg` } : item)));

function goodItems(text: string, form?: ListForm): ListItem[] {
  return readList(text, form).rows.map((row) => {
    if (!row.ok) throw new Error(`Row ${row.row}: ${row.error.message}`);
    return row.item;
  });
}

describe('what is written is read back, its form told by its content', () => {
  test('JSON', () => {
    fc.assert(
      fc.property(named, (list) => {
        expect(goodItems(writeListJson(list, VOC_20))).toEqual(list);
      }),
    );
  });
  test('CSV', () => {
    fc.assert(
      fc.property(named, (list) => {
        expect(goodItems(writeListCsv(list, VOC_20))).toEqual(list);
      }),
    );
  });
  test('text, all that it holds', () => {
    const bare = items.map((list) => list.map((item) => ({ ...item, seed: null })));
    fc.assert(
      fc.property(bare, (list) => {
        expect(goodItems(writeListText(list, VOC_20), 'text')).toEqual(list);
      }),
    );
  });
  test("Dataset Diffusion's JSON, all that it holds", () => {
    fc.assert(
      fc.property(named, (list) => {
        const read = goodItems(writeReferenceJson(list, VOC_20));
        expect(read.map(({ fileName: _, ...item }) => item)).toEqual(
          list.map((item) => ({ caption: item.caption, classIds: item.classIds, seed: null })),
        );
        expect(read.map(({ fileName }, i) => list[i]?.fileName ?? fileName)).toEqual(
          read.map(({ fileName }) => fileName),
        );
        expect(new Set(read.map(({ fileName }) => fileName)).size).toBe(list.length);
      }),
    );
  });
});

test("Dataset Diffusion's JSON has its three fields, and numbers that no given name takes", () => {
  const list: ListItem[] = [
    { caption: 'a tv on a table', classIds: [20, 11], seed: 3 },
    { caption: 'a cat', classIds: [8], fileName: '1.PNG', seed: null },
    { caption: 'a dog', classIds: [12], seed: null },
  ];
  expect(JSON.parse(writeReferenceJson(list, VOC_20))).toEqual([
    { filename: '0.jpg', caption: 'a tv on a table; tv monitor dining table', class_prompt: 'tv monitor dining table' },
    { filename: '1.PNG', caption: 'a cat; cat', class_prompt: 'cat' },
    { filename: '2.jpg', caption: 'a dog; dog', class_prompt: 'dog' },
  ]);
});
