import { describe, expect, test } from 'vitest';
import { defaultTuning } from './tuning-defaults.ts';
import type { TuningSettings } from './types.ts';
import { validateTuning } from './validate-tuning.ts';

describe('default tuning', () => {
  test.each([
    ['the bundled model', [8, 16, 32], [8, 16, 32], 32, 16, 32],
    ['Stable Diffusion at 512', [8, 16, 32, 64], [8, 16, 32, 64], 64, 16, 32],
    ['a model without side 16', [24, 32, 64], [24, 48, 96], 96, 24, 24],
    ['a tiny latent', [2, 4, 8], [2, 4, 8], 8, 4, 8],
  ])('%s', (_, crossSides, selfSides, latentSize, crossSide, selfSide) => {
    const tuning = defaultTuning(crossSides, selfSides, latentSize, 4);
    expect(tuning.crossSides).toEqual([crossSide]);
    expect(tuning.selfSide).toBe(selfSide);
    expect(tuning.window).toEqual([0, 3]);
    expect(() => validateTuning(tuning, { crossSides, selfSides, windowBins: 4 })).not.toThrow();
  });
});

describe('validation', () => {
  const choices = { crossSides: [8, 16], selfSides: [16, 32], windowBins: 4 };
  const tuning = defaultTuning(choices.crossSides, choices.selfSides, 32, 4);
  const cases: [Partial<TuningSettings>, RegExp][] = [
    [{ tau: 8.1 }, /τ between 0 and 8 was expected, found 8.1/],
    [{ tau: Number.NaN }, /found NaN/],
    [{ alpha: -0.1 }, /α between 0 and 1/],
    [{ beta: 1.5 }, /β between 0 and 1/],
    [{ alpha: 0.7 }, /α ≤ β was expected, found α = 0.7 and β = 0.6/],
    [{ crossSides: [] }, /found none/],
    [{ crossSides: [16, 32] }, /Cross sides among 8, 16 were expected, found 16, 32/],
    [{ selfSide: 8 }, /self side among 16, 32 was expected, found 8/],
    [{ window: [2, 1] }, /found 2 to 1/],
    [{ window: [0, 4] }, /parts 0 to 3 was expected, found 0 to 4/],
    [{ softmax: 'none' as 'all' }, /Softmax over all or classes was expected, found none/],
    [{ upsampling: 'nearest' as 'guided' }, /Upsampling by bicubic or guided was expected, found nearest/],
  ];
  test.each(cases)('%o is refused', (change, message) => {
    expect(() => validateTuning({ ...tuning, ...change }, choices)).toThrow(
      expect.objectContaining({ code: 'settings-invalid', message: expect.stringMatching(message) }),
    );
  });

  test('settings from before there was a choice of upsampling are whole', () => {
    const { upsampling, ...before } = tuning;
    expect(upsampling).toBeDefined();
    expect(() => validateTuning(before, choices)).not.toThrow();
  });

  test('α = β leaves no void band and is allowed', () => {
    expect(() => validateTuning({ ...tuning, alpha: 0.6 }, choices)).not.toThrow();
  });
});
