import { expect, it } from 'vitest';
import { composePrompt } from '../../core/prompt/compose-prompt.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { examplesFor } from './examples.ts';

it('offers at least six examples for VOC, each with a caption that names its classes', () => {
  const examples = examplesFor(VOC_20);
  expect(examples.length).toBeGreaterThanOrEqual(6);
  for (const { caption, classIds } of examples) {
    const classes = VOC_20.classes.filter(({ id }) => classIds.includes(id));
    for (const { promptName, synonyms } of classes) {
      expect([promptName, ...synonyms].some((word) => caption.includes(word))).toBe(true);
    }
    expect(() => composePrompt({ caption, classes, style: 'caption+classes' })).not.toThrow();
  }
});

it('leaves out examples whose classes a label set lacks', () => {
  const boats = { ...VOC_20, classes: VOC_20.classes.filter(({ name }) => name === 'boat') };
  expect(examplesFor(boats).map(({ name }) => name)).toEqual(['boat']);
});
