import { describe, expect, test } from 'vitest';
import { alphaBarTables, goldenCases, worstExcess } from '../samplers/goldens.fixture.ts';
import { alphaBarAt, alphaBars, betas, trainSigmas } from './schedule.ts';
import { parseSchedulerConfig } from './scheduler-config.ts';
import { karrasSigmas, spacedSigmas } from './sigmas.ts';
import { roundHalfEven, type SamplerFamily, spacedTimesteps } from './timesteps.ts';

const sd15 = goldenCases('ddim_epsilon_leading_20')[0]!.config;
const zeroSnr = { ...sd15, rescaleBetasZeroSnr: true };

describe('noise schedule', () => {
  // The tables have 9 digits.
  test("ᾱ is diffusers' for scaled_linear", () => {
    expect(worstExcess(alphaBars(sd15), alphaBarTables.sd15)).toBeLessThan(1e-9);
  });

  test("ᾱ is diffusers' with zero terminal SNR, and ends on 0", () => {
    expect(worstExcess(alphaBars(zeroSnr), alphaBarTables.zero_snr)).toBeLessThan(1e-9);
    expect(alphaBars(zeroSnr).at(-1)).toBe(0);
    expect(alphaBars(zeroSnr)[0]).toBeCloseTo(alphaBars(sd15)[0]!, 12);
  });

  test('σ stays finite where ᾱ is 0', () => {
    expect(trainSigmas(zeroSnr).at(-1)).toBeCloseTo(Math.sqrt(2 ** 24 - 1), 9);
    expect(trainSigmas(sd15).at(-1)).toBeCloseTo(14.6146412, 6);
  });

  test('linear betas run from start to end', () => {
    const linear = betas({ ...sd15, betaSchedule: 'linear', numTrainTimesteps: 5, betaStart: 0.1, betaEnd: 0.3 });
    expect(worstExcess(linear, [0.1, 0.15, 0.2, 0.25, 0.3])).toBeLessThan(1e-15);
  });

  test('cosine betas multiply to the squared cosine, and are capped at the end', () => {
    const cosine = { ...sd15, betaSchedule: 'squaredcos_cap_v2' } as const;
    const squared = (t: number) => Math.cos(((t / 1000 + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
    expect(alphaBarAt(cosine, 499)).toBeCloseTo(squared(500) / squared(0), 12);
    expect(betas(cosine).at(-1)).toBe(0.999);
    expect(alphaBarAt(cosine, 999)).toBeGreaterThan(0);
  });

  test('ᾱ is asked for at whole timesteps of the model', () => {
    expect(alphaBarAt(sd15, 999)).toBeCloseTo(0.00466009851, 9);
    for (const t of [-1, 1000, 0.5]) expect(() => alphaBarAt(sd15, t)).toThrow(RangeError);
  });
});

describe('timesteps', () => {
  const at = (family: SamplerFamily, timestepSpacing: 'leading' | 'trailing' | 'linspace', steps: number) => [
    ...spacedTimesteps({ ...sd15, timestepSpacing }, steps, family),
  ];

  test('linspace is whole but for Euler', () => {
    expect(at('ddim', 'linspace', 4)).toEqual([999, 666, 333, 0]);
    expect(at('euler', 'linspace', 3)).toEqual([999, 499.5, 0]);
    expect(at('dpmpp', 'linspace', 2)).toEqual([999, 500]);
  });

  test('trailing divides from the end, rounding halves to even', () => {
    // 1000, 937.5, 875, 812.5 … less one.
    expect(at('ddim', 'trailing', 16).slice(0, 4)).toEqual([999, 937, 874, 811]);
    expect([0.5, 1.5, 2.5, 2.4, 2.6].map(roundHalfEven)).toEqual([0, 2, 2, 2, 3]);
  });

  test('leading starts at the offset and leaves the top out', () => {
    expect(at('ddim', 'leading', 3)).toEqual([667, 334, 1]);
    expect(at('dpmpp', 'leading', 3)).toEqual([751, 501, 251]);
  });

  test('UniPC leaves out the last point as DPM-Solver++ does', () => {
    for (const spacing of ['leading', 'trailing', 'linspace'] as const) {
      expect(at('unipc', spacing, 7)).toEqual(at('dpmpp', spacing, 7));
    }
  });

  test('a model that was distilled for a few timesteps visits just these', () => {
    const config = { ...sd15, trainedTimesteps: [999, 759, 519, 259] };
    expect([...spacedTimesteps(config, 4, 'lcm')]).toEqual([999, 759, 519, 259]);
    expect([...spacedTimesteps(config, 2, 'ddim')]).toEqual([999, 519]);
    expect(() => spacedTimesteps(config, 5, 'lcm')).toThrow(/distilled/);
  });

  test('LCM picks from the timesteps of distillation, whatever the spacing', () => {
    for (const spacing of ['leading', 'trailing', 'linspace'] as const) {
      expect(at('lcm', spacing, 8)).toEqual([999, 879, 759, 639, 499, 379, 259, 139]);
    }
    expect(at('lcm', 'leading', 50)).toEqual(Array.from({ length: 50 }, (_, i) => 999 - 20 * i));
    expect([...spacedTimesteps({ ...sd15, originalInferenceSteps: 100 }, 4, 'lcm')]).toEqual([999, 749, 499, 249]);
    expect(() => at('lcm', 'leading', 51)).toThrow(/from 1 to 50/);
  });

  test('a spacing that runs past the model is refused, not clipped', () => {
    expect(() => at('ddim', 'leading', 1000)).toThrow(/fewer steps/);
    expect(() => at('dpmpp', 'leading', 1000)).toThrow(/fewer steps/);
    expect(at('ddim', 'trailing', 1000)).toHaveLength(1000);
  });
});

describe('sigmas', () => {
  test.each([1, 2, 7, 50])('%d Karras sigmas fall from σ_max to σ_min and end on 0', (steps) => {
    const { sigmas, timesteps } = karrasSigmas(sd15, steps, 'dpmpp');
    const trained = trainSigmas(sd15);
    expect(timesteps).toHaveLength(steps);
    expect(sigmas[0]).toBeCloseTo(trained.at(-1)!, 9);
    if (steps > 1) expect(sigmas.at(-2)).toBeCloseTo(trained[0]!, 9);
    expect(sigmas.at(-1)).toBe(0);
    expect(sigmas.every((sigma, i) => i === 0 || sigma < sigmas[i - 1]!)).toBe(true);
  });

  test('under the cosine schedule Karras timesteps keep their fraction', () => {
    const cosine = parseSchedulerConfig({ beta_schedule: 'squaredcos_cap_v2' });
    expect(karrasSigmas(cosine, 10, 'dpmpp').timesteps.some((t) => !Number.isInteger(t))).toBe(true);
    expect(karrasSigmas(sd15, 10, 'dpmpp').timesteps.every(Number.isInteger)).toBe(true);
    expect(karrasSigmas(cosine, 10, 'unipc').timesteps.every(Number.isInteger)).toBe(true);
  });

  test('the last σ is the smallest of training where the config says so', () => {
    const config = { ...sd15, finalSigmasType: 'sigma_min' } as const;
    const smallest = trainSigmas(sd15)[0]!;
    for (const family of ['euler', 'dpmpp', 'unipc'] as const) {
      expect(spacedSigmas(config, 5, family).sigmas.at(-1)).toBe(smallest);
      expect(karrasSigmas(config, 5, family).sigmas.at(-1)).toBe(smallest);
      expect(spacedSigmas(sd15, 5, family).sigmas.at(-1)).toBe(0);
    }
  });

  test('σ is linear between whole timesteps', () => {
    const trained = trainSigmas(sd15);
    const { sigmas } = spacedSigmas({ ...sd15, timestepSpacing: 'linspace' }, 3, 'euler');
    expect(sigmas[1]).toBeCloseTo((trained[499]! + trained[500]!) / 2, 12);
  });
});
