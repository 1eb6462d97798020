import { expect, it } from 'vitest';
import { ownLabelSet } from '../../core/prompt/label-sets/own-label-set.ts';
import { readClassFile } from '../../core/prompt/label-sets/read-class-file.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { labelSetFile } from './label-set-file.ts';

const [plane] = VOC_20.classes;
const odd = ownLabelSet('Odd', [{ ...plane!, name: 'a: b' }]);

it.each(['labelmap', 'json', 'names'] as const)('writes a %s that is read back', (kind) => {
  const { fileName, text } = labelSetFile(VOC_20, kind);
  const { classes, problems } = readClassFile(fileName, text);
  expect(problems).toEqual([]);
  expect(classes.map(({ name }) => name)).toEqual(VOC_20.classes.map(({ name }) => name));
});

it('names files so that CVAT finds a labelmap, and sets are told apart', () => {
  expect(labelSetFile(odd, 'labelmap').fileName).toBe('labelmap.txt');
  expect(labelSetFile(odd, 'json').fileName).toBe(`${odd.id}.json`);
});

it('says which names a labelmap changes', () => {
  expect(labelSetFile(odd, 'labelmap').note).toMatch(/cannot hold “a: b”/);
  expect(labelSetFile(VOC_20, 'labelmap').note).toBeNull();
});
