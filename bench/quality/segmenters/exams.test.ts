import { expect, test } from 'vitest';
import type { LoadedModel } from '../../../src/engine/load/load-model.ts';
import { planExams } from './exams.ts';

const MODEL = {
  info: {
    crossSides: [8, 16, 32],
    selfSides: [8, 16, 32],
    latentSize: 32,
    suggested: { steps: 15 },
    attention: { hasSelf: true },
  },
} as unknown as LoadedModel;

test('every line has a name of its own, which docs/quality.jsonl knows it by', () => {
  const names = planExams(MODEL, 800, 200).map(({ group, name }) => `${group} | ${name}`);
  expect(new Set(names).size).toBe(names.length);
});

test('a segmenter is compared with one of real pairs that learned in the same way', () => {
  for (const { lesson, peer, name } of planExams(MODEL, 800, 200)) {
    if (lesson.export === null) expect(peer).toBeNull();
    else
      expect(peer, name).toMatchObject({
        export: null,
        network: lesson.network,
        hasBackbone: lesson.hasBackbone,
        steps: lesson.steps,
      });
  }
});

test('sets have the size asked for, but for those that are reviewed', () => {
  const sizes = planExams(MODEL, 800, 0).map(
    ({ name, lesson }) => lesson.pairs === (name.includes('reviewed') ? 1600 : 800),
  );
  expect(sizes).not.toContain(false);
  expect(sizes.length).toBeGreaterThan(20);
});

test('a taught segmenter learns the pairs of its teacher', () => {
  for (const { lesson } of planExams(MODEL, 800, 0)) {
    if (lesson.teacher) expect({ ...lesson, teacher: null }).toEqual(lesson.teacher);
  }
});

test("every architecture learns the same real and generated pairs, in as many steps, and one of them the paper's", () => {
  const exams = planExams(MODEL, 400, 0).filter(({ group }) => group === 'three architectures');
  const lessonsOf = (network: string) =>
    exams.filter(({ lesson }) => lesson.network === network).map(({ lesson: { network: _, ...same } }) => same);
  const [real, own] = lessonsOf('unet');
  expect(real).toMatchObject({ export: null, pairs: 400, hasBackbone: true });
  expect(own).toMatchObject({ export: { kind: { capture: 'studio' } }, pairs: 400, hasBackbone: true });
  expect(lessonsOf('mask2former')).toEqual([real, own]);
  expect(lessonsOf('deeplabv3').slice(0, 2)).toEqual([real, own]);
  expect(lessonsOf('deeplabv3')[2]).toMatchObject({ export: { kind: { capture: 'paper' } }, steps: real?.steps });
});
