import { expect, it } from 'vitest';
import { VOC_20 } from '../../../core/prompt/voc-20.ts';
import { suggestClasses } from './suggest-classes.ts';

const names = (caption: string, chosenIds: number[]) =>
  suggestClasses(caption, chosenIds, VOC_20).map(({ promptName }) => promptName);

it('names what the caption speaks of and no chip has', () => {
  expect(names('a chair and two cats on a couch', [])).toEqual(['chair', 'cat', 'sofa']);
  expect(names('a chair and two cats on a couch', [8, 18])).toEqual(['chair']);
  expect(names('a sunset', [])).toEqual([]);
});
