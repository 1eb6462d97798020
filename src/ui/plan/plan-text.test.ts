import { expect, test } from 'vitest';
import type { Plan } from '../../core/plan/types.ts';
import { planSummary } from './plan-text.ts';

const plan: Plan = { scenes: [], planned: {}, sizes: [0, 0, 0], shortfalls: [], notes: [] };
const scene = { caption: 'a cat', classIds: [8] };

test('says how many pictures of which size', () => {
  expect(planSummary({ ...plan, scenes: [scene], sizes: [1, 0, 0] })).toBe(
    '1 picture: 1 of one class. Every class as often as asked.',
  );
  expect(
    planSummary({
      ...plan,
      scenes: [scene, scene, scene],
      sizes: [0, 1, 2],
      shortfalls: [{ classId: 8, target: 2, planned: 3, reason: 'uneven', message: '' }],
    }),
  ).toBe('3 pictures: 1 of two, 2 of three. 1 class differs: see the plan.');
});
