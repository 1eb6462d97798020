import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sweepAxes, sweptTuning } from './sweep-axes.ts';
import type { TuningSettings } from './types.ts';

const tuning = { tau: 2.5, alpha: 0.3, beta: 0.45, presenceGate: true } as TuningSettings;

test('the sheet has the tuning’s own values among the usual ones, rising', () => {
  expect(sweepAxes(tuning)).toEqual({ taus: [0, 0.5, 1, 2.5, 4, 8], betas: [0.2, 0.3, 0.45, 0.5, 0.6, 0.8] });
  fc.assert(
    fc.property(fc.double({ min: 0, max: 8, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (tau, beta) => {
      const { taus, betas } = sweepAxes({ tau, beta });
      for (const [values, own] of [
        [taus, tau],
        [betas, beta],
      ] as const) {
        expect(values).toContain(own);
        expect([...values].sort((a, b) => a - b)).toEqual(values);
      }
    }),
  );
});

test('α is pushed down by a β under it, and all else stays', () => {
  expect(sweptTuning(tuning, 1, 0.2)).toEqual({ ...tuning, tau: 1, beta: 0.2, alpha: 0.2 });
  expect(sweptTuning(tuning, 1, 0.8)).toEqual({ ...tuning, tau: 1, beta: 0.8 });
});
