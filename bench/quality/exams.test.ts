import { expect, test } from 'vitest';
import type { LoadedModel } from '../../src/engine/load-model.ts';
import { planExams } from './exams.ts';

const MODEL = {
  info: { crossSides: [8, 16, 32], selfSides: [8, 16, 32], latentSize: 32, suggested: { steps: 15 } },
} as unknown as LoadedModel;

test('every line has a name of its own, which docs/quality.jsonl knows it by', () => {
  const names = planExams(MODEL, 800, 200).map(({ group, name }) => `${group} | ${name}`);
  expect(new Set(names).size).toBe(names.length);
});

test('a segmenter is compared with one of real pairs that learned in the same way', () => {
  for (const { lesson, peer, name } of planExams(MODEL, 800, 200)) {
    if (lesson.export === null) expect(peer).toBeNull();
    else expect(peer, name).toMatchObject({ export: null, hasBackbone: lesson.hasBackbone, steps: lesson.steps });
  }
});

test('sets have the size asked for, but for those in the proportion of the paper', () => {
  const exams = planExams(MODEL, 800, 0);
  expect([...new Set(exams.map(({ lesson }) => lesson.pairs))]).toEqual([800, 2783]);
  expect(exams.filter(({ lesson }) => lesson.pairs !== 800).every(({ group }) => group.includes('3.5 pairs'))).toBe(
    true,
  );
});

test('a taught segmenter learns the pairs of its teacher', () => {
  for (const { lesson } of planExams(MODEL, 800, 0)) {
    if (lesson.teacher) expect({ ...lesson, teacher: null }).toEqual(lesson.teacher);
  }
});
