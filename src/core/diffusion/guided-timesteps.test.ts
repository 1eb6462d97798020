import { expect, it } from 'vitest';
import { guidedShare, isGuidedAt } from './guided-timesteps.ts';

it('guides within the timesteps, both ends included, and everywhere where none are named', () => {
  const timesteps = [0, 199.5, 200, 799, 799.4, 999];
  const guided = (plan: Parameters<typeof isGuidedAt>[1]) => timesteps.filter((t) => isGuidedAt(t, plan));
  expect(guided({ guidance: 4, guidedTimesteps: [200, 799] })).toEqual([200, 799]);
  expect(guided({ guidance: 4 })).toEqual(timesteps);
  expect(guided({ guidance: 1, guidedTimesteps: [0, 999] })).toEqual([]);
});

it('tells which share of the way costs two rows', () => {
  expect(guidedShare({ guidance: 4 })).toBe(1);
  expect(guidedShare({ guidance: 4, guidedTimesteps: [200, 799] })).toBe(0.6);
  expect(guidedShare({ guidance: 4, guidedTimesteps: [500, 5000] })).toBe(0.5);
  expect(guidedShare({ guidance: 1 })).toBe(0);
});
