import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combineGuidance } from './guidance.ts';
import { denoiserOf } from './prediction.ts';
import { worstExcess } from './samplers/goldens.fixture.ts';
import type { PredictionType } from './types.ts';

describe('denoiserOf', () => {
  const targets: Record<PredictionType, (x0: number, epsilon: number, alpha: number, sigma: number) => number> = {
    epsilon: (_, epsilon) => epsilon,
    v_prediction: (x0, epsilon, alpha, sigma) => alpha * epsilon - sigma * x0,
    sample: (x0) => x0,
  };

  test.each(Object.keys(targets) as PredictionType[])('a perfect %s model gives back x₀ and ε', async (type) => {
    const number = fc.double({ min: -4, max: 4, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        number,
        number,
        async (alphaBar, x0, eps) => {
          const [alpha, sigma] = [Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar)];
          const denoiser = denoiserOf(async () => [targets[type](x0, eps, alpha, sigma)], type);
          const estimate = await denoiser(Float64Array.of(alpha * x0 + sigma * eps), 1, alphaBar, 0);
          expect(worstExcess(estimate.x0, [x0])).toBeLessThan(1e-10);
          expect(worstExcess(estimate.epsilon, [eps])).toBeLessThan(1e-10);
        },
      ),
    );
  });

  test('in pure noise v still tells x₀', async () => {
    const denoiser = denoiserOf(async () => [-0.7], 'v_prediction');
    const { x0, epsilon } = await denoiser(Float64Array.of(1.2), 999, 0, 0);
    expect([...x0, ...epsilon]).toEqual([0.7, 1.2]);
  });

  test('an output of another size is a bug', async () => {
    const denoiser = denoiserOf(async () => [1, 2], 'epsilon');
    await expect(denoiser(Float64Array.of(1), 1, 0.5, 0)).rejects.toThrow('2 numbers for 1');
  });
});

describe('combineGuidance', () => {
  const [u, c] = [Float32Array.of(1, -2), Float32Array.of(3, 2)];
  test.each([
    [0, [1, -2]],
    [1, [3, 2]],
    [4, [9, 14]],
  ])('w = %d', (w, expected) => {
    expect([...combineGuidance(u, c, w, new Float32Array(2))]).toEqual(expected);
  });

  test('may write into an input', () => {
    const out = Float32Array.from(u);
    expect([...combineGuidance(out, c, 2, out)]).toEqual([5, 6]);
  });

  test('refuses arrays of different lengths', () => {
    expect(() => combineGuidance(u, new Float32Array(3), 1, new Float32Array(2))).toThrow('2, 3, 2');
  });
});
