import { describe, expect, it } from 'vitest';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { pairMeta } from '../testing/samples.fixture.ts';
import { wordProblem, wordsFor } from './words.ts';

const added = (classId: number, word?: string) => ({
  ...{ classId, revision: 'r', capture: {} as never },
  ...(word && { word }),
});
const pair = pairMeta('a', { addedClasses: [added(9), added(257, 'grass')] });

describe('words that are no class', () => {
  it('get ids past those of classes and past those that the pair has', () => {
    expect(wordsFor(pairMeta('b'), ['sky', 'sun']).map(({ id, promptName }) => [id, promptName])).toEqual([
      [256, 'sky'],
      [257, 'sun'],
    ]);
    expect(wordsFor(pair, ['sky'])[0]?.id).toBe(258);
  });

  it.each([
    ['sky', [], null],
    [' Grass ', [], /there already/],
    ['Sky', ['sky'], /there already/],
    ['Dining Table', [], /^dining table is a class of PASCAL VOC/],
    ['Cat', [], /^cat is a class of this picture/],
    ['tvmonitor', [], /is a class of/],
    ['x'.repeat(41), [], /at most 40/],
  ])('are refused where they say nothing new: %j beside %j', (word, chosen, problem) => {
    const found = wordProblem(word, pair, VOC_20, chosen);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toMatch(problem);
  });
});
