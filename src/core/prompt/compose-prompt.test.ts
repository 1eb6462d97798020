import { describe, expect, test } from 'vitest';
import { composePrompt } from './compose-prompt.ts';
import { type LabelClass, PROMPT_STYLES } from './types.ts';
import { VOC_20 } from './voc-20.ts';

const voc = (...names: string[]): LabelClass[] => names.map((name) => VOC_20.classes.find((c) => c.name === name)!);
const catChair = { caption: 'a cat on a chair', classes: voc('cat', 'chair') };

describe('composePrompt', () => {
  test.each([
    ['simple', 'a photo of a cat and a chair'],
    ['caption', 'a cat on a chair'],
    ['classes', 'cat chair'],
    ['simple+classes', 'a photo of a cat and a chair; cat chair'],
    ['caption+classes', 'a cat on a chair; cat chair'],
  ] as const)('%s', (style, prompt) => {
    expect(composePrompt({ ...catChair, style }).prompt).toBe(prompt);
  });

  test.each(PROMPT_STYLES)('%s: background words end the class prompt and change nothing else', (style) => {
    const plain = composePrompt({ ...catChair, style });
    const composed = composePrompt({ ...catChair, style, backgroundWords: ' grass sky ' });
    expect(composed).toEqual({ ...plain, classPrompt: 'cat chair grass sky' });
    expect(composePrompt({ ...catChair, style, backgroundWords: ' ' })).toEqual(plain);
  });

  test.each(PROMPT_STYLES)('%s: the class prompt is the classes alone, one range each', (style) => {
    const { classPrompt, classPromptRanges } = composePrompt({
      caption: 'x',
      classes: voc('diningtable', 'cat'),
      style,
    });
    expect(classPrompt).toBe('dining table cat');
    expect(classPromptRanges).toEqual([
      { classId: 11, start: 0, end: 12 },
      { classId: 8, start: 13, end: 16 },
    ]);
  });

  test.each(PROMPT_STYLES)('%s: ranges mark the classes that the style writes', (style) => {
    const { prompt, promptRanges } = composePrompt({ ...catChair, style });
    const marked = promptRanges.map((r) => [r.classId, prompt.slice(r.start, r.end)]);
    const pair = [
      [8, 'cat'],
      [9, 'chair'],
    ];
    const expected = {
      simple: pair,
      caption: [],
      classes: pair,
      'simple+classes': [...pair, ...pair],
      'caption+classes': pair,
    };
    expect(marked).toEqual(expected[style]);
  });

  test('repeated classes are merged where they first stand', () => {
    const composed = composePrompt({ caption: '', classes: voc('person', 'sofa', 'person'), style: 'classes' });
    expect(composed.prompt).toBe('person sofa');
    expect(composed.classes.map((c) => c.name)).toEqual(['person', 'sofa']);
  });

  test.each([
    ['aeroplane', 'an'],
    ['oven', 'an'],
    ['umbrella', 'an'],
    ['hourglass', 'an'],
    ['unicycle', 'a'],
    ['horse', 'a'],
    ['tv monitor', 'a'],
  ])('%s takes “%s”', (promptName, article) => {
    const classes = [{ ...voc('cat')[0]!, promptName }];
    expect(composePrompt({ caption: '', classes, style: 'simple' }).prompt).toBe(`a photo of ${article} ${promptName}`);
  });

  test.each(['  a cat. ', 'a cat ;', '\na cat'])('the caption %j joins the classes as a clause', (caption) => {
    const classes = voc('cat');
    expect(composePrompt({ caption, classes, style: 'caption+classes' }).prompt).toBe('a cat; cat');
  });

  test.each(['caption', 'caption+classes'] as const)('%s needs a caption', (style) => {
    for (const caption of ['', '  ', ' . ']) {
      expect(() => composePrompt({ caption, classes: voc('cat'), style })).toThrow(/needs a caption/);
    }
  });

  test.each(PROMPT_STYLES)('%s needs a class', (style) => {
    expect(() => composePrompt({ caption: 'a cat', classes: [], style })).toThrow(
      expect.objectContaining({ code: 'prompt-invalid', message: expect.stringContaining('Add a class') }),
    );
  });
});
