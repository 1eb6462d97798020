import { expect, it } from 'vitest';
import { isPreviewStep } from './preview-rhythm.ts';

it.each([1, 2, 3, 5, 6, 7, 25, 100])(
  'spreads at most five estimates over %i steps and leaves out the last',
  (steps) => {
    const chosen = Array.from({ length: steps }, (_, i) => i + 1).filter((done) => isPreviewStep(done, steps));
    expect(chosen.length).toBe(Math.min(5, steps - 1));
    expect(chosen).not.toContain(steps);
    const gaps = chosen.slice(1).map((done, i) => done - (chosen[i] ?? 0));
    expect(Math.max(0, ...gaps) - Math.min(steps, ...gaps)).toBeLessThanOrEqual(1);
  },
);
