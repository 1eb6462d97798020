import { describe, expect, test } from 'vitest';
import { StudioError } from '../errors.ts';
import { composeToFit } from './compose-to-fit.ts';
import type { Tokenizer } from './types.ts';
import { VOC_20 } from './voc-20.ts';

/** One token a word, four words at most. */
const tokenizer: Tokenizer = {
  maxLength: 6,
  encode(text) {
    const words = text.split(' ');
    if (words.length > 4) throw new StudioError({ code: 'prompt-too-long', message: `${words.length} words` });
    return { ids: new Int32Array(6), tokens: [] };
  },
};
const classes = VOC_20.classes.filter(({ name }) => ['cat', 'dog', 'cow'].includes(name));
const parts = { caption: 'pets', style: 'caption+classes' } as const;

describe('background words', () => {
  test('are all there where there is room', () => {
    const { composed } = composeToFit(
      { ...parts, classes: classes.slice(0, 1), backgroundWords: ' grass  sky ' },
      tokenizer,
    );
    expect(composed.classPrompt).toBe('cat grass sky');
  });

  test('fall off at the end where classes take their room', () => {
    const { composed } = composeToFit({ ...parts, classes, backgroundWords: 'grass sky road' }, tokenizer);
    expect(composed.classPrompt).toBe('cat cow dog grass');
    expect(composed.prompt).toBe('pets; cat cow dog');
  });

  test('never hide that the classes alone are too many', () => {
    const many = VOC_20.classes.slice(0, 5);
    expect(() => composeToFit({ ...parts, classes: many, backgroundWords: 'grass' }, tokenizer)).toThrow(/words/);
  });
});
