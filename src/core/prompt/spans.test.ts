import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composePrompt } from './compose-prompt.ts';
import { tokenSpans } from './spans.ts';
import { clipFiles, TINY_MERGES } from './tiny-tokenizer.fixture.ts';
import { loadTokenizer } from './tokenizer.ts';
import type { LabelClass } from './types.ts';
import { VOC_20 } from './voc-20.ts';

const tokenizer = loadTokenizer(clipFiles(TINY_MERGES, { model_max_length: 500 }));

const named = (promptName: string, index: number): LabelClass => ({
  id: index + 1,
  name: promptName,
  promptName,
  synonyms: [],
  color: [0, 0, 0],
});

/** The vocabulary entries of each class's span in the class prompt. */
function spanEntries(...promptNames: string[]): string[][] {
  const { classPrompt, classPromptRanges } = composePrompt({
    caption: '',
    classes: promptNames.map(named),
    style: 'classes',
  });
  const encoding = tokenizer.encode(classPrompt);
  return tokenSpans(classPromptRanges, encoding).map(({ start, end }) =>
    encoding.tokens.slice(start - 1, end - 1).map((t) => t.text),
  );
}

describe('tokenSpans', () => {
  test('a word of two tokens does not shift the classes after it', () => {
    expect(spanEntries('aeroplane', 'person')).toEqual([['aerop', 'lane</w>'], ['person</w>']]);
    expect(spanEntries('surfboard', 'dog')).toEqual([['surf', 'board</w>'], ['dog</w>']]);
  });

  test('names of several words are covered whole', () => {
    expect(spanEntries('fire hydrant', 'hot dog', 'teddy bear', 'dog')).toEqual([
      ['fire</w>', 'hydr', 'ant</w>'],
      ['hot</w>', 'dog</w>'],
      ['teddy</w>', 'bear</w>'],
      ['dog</w>'],
    ]);
  });

  test('positions count from BOS', () => {
    const ranges = [{ classId: 3, start: 10, end: 13 }];
    expect(tokenSpans(ranges, tokenizer.encode('aeroplane dog'))).toEqual([{ classId: 3, start: 3, end: 4 }]);
  });

  test('a class without a token is an error', () => {
    const encoding = tokenizer.encode('dog   ');
    expect(() => tokenSpans([{ classId: 7, start: 4, end: 6 }], encoding)).toThrow(/class 7/);
  });

  test('spans of any classes are disjoint, in order, and together all tokens of the class prompt', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...VOC_20.classes), { minLength: 1 }), (classes) => {
        const composed = composePrompt({ caption: '', classes, style: 'classes' });
        const encoding = tokenizer.encode(composed.classPrompt);
        let end = 1;
        for (const [index, span] of tokenSpans(composed.classPromptRanges, encoding).entries()) {
          expect(span.classId).toBe(classes[index]!.id);
          expect(span.start).toBe(end);
          expect(span.end).toBeGreaterThan(span.start);
          end = span.end;
        }
        expect(end).toBe(encoding.tokens.length + 1);
      }),
    );
  });
});
