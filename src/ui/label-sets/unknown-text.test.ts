import { expect, it } from 'vitest';
import { COCO_80 } from '../../core/prompt/coco-80.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { unknownText } from './unknown-text.ts';

const knownClasses = VOC_20.classes.flatMap(({ promptName, synonyms }) => [promptName, ...synonyms]);
const coco = (...names: string[]) => COCO_80.classes.filter(({ name }) => names.includes(name));

it('says nothing of VOC’s classes, which the bundled model knows, nor where a model does not tell', () => {
  expect(unknownText(VOC_20.classes, knownClasses)).toBeNull();
  expect(unknownText(COCO_80.classes, undefined)).toBeNull();
});

it('names what the model was not trained on, and a synonym that it knows', () => {
  expect(unknownText(coco('cat', 'zebra'), knownClasses)).toBe(
    'This model was not trained on zebra: expect no shape and no mask of it.',
  );
  const lorry = { ...coco('truck')[0]!, promptName: 'lorry', synonyms: ['car'] };
  expect(unknownText([lorry], knownClasses)).toMatch(/lorry \(but car\)/);
});

it('counts the rest of many', () => {
  expect(unknownText(COCO_80.classes, knownClasses)).toMatch(
    /truck, traffic light, fire hydrant, stop sign and \d+ more/,
  );
});
