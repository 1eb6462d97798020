import { describe, expect, test } from 'vitest';
import { denoise } from './denoise.ts';
import { createNormals } from './noise/normals.ts';
import { fakeModel, goldenCases, goldenNormals, initialNoise, worstExcess } from './samplers/goldens.fixture.ts';
import { alphaBarAt } from './schedule/schedule.ts';
import { parseSchedulerConfig } from './schedule/scheduler-config.ts';
import { type DenoiseOptions, type DenoiseStep, SAMPLER_NAMES, type SamplerName } from './types.ts';

const zeroSnr = parseSchedulerConfig({
  _class_name: 'DDIMScheduler',
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  prediction_type: 'v_prediction',
  rescale_betas_zero_snr: true,
  timestep_spacing: 'trailing',
});

const defaults: DenoiseOptions = {
  sampler: 'ddim',
  config: zeroSnr,
  steps: 4,
  eta: 0,
  model: fakeModel<Float32Array>,
  noise: initialNoise,
  drawNormals: createNormals(1),
};

async function run(options: Partial<DenoiseOptions>): Promise<DenoiseStep[]> {
  const steps: DenoiseStep[] = [];
  for await (const step of denoise({ ...defaults, ...options })) steps.push(step);
  return steps;
}

describe('denoise', () => {
  // The model's input and output, and the latents handed out, are float32 here: 1e-7 of each latent for its own rounding,
  // and 1e-6 for the model's, several times the largest found (1.7e-7); fresh noise puts ancestral latents where the fake
  // model spreads them (2.2e-6). Float32 throughout, as in diffusers, is further off: maxAbsDiffF64VsF32, up to 4e-4.
  test.each(goldenCases(''))('$name with its own sampler, with the model in float32', async (golden) => {
    const { config, steps, trajectory, suggested: sampler } = golden;
    const run32 = await run({ sampler, config, steps, drawNormals: goldenNormals(golden) });
    // PNDM's first latent is only what its second model call gets.
    const latents = trajectory.slice(trajectory.length - steps);
    const tolerance = sampler === 'euler-ancestral' ? 5e-6 : 1e-6;
    expect(run32).toHaveLength(steps);
    for (const { stepIndex, latent } of run32) {
      expect(worstExcess(latent, latents[stepIndex]!, 1e-7), `step ${stepIndex}`).toBeLessThan(tolerance);
    }
  });

  const tolerance = (sampler: SamplerName, steps: number): number => {
    // Karras timesteps are rounded, so there the model is told a slightly other level than it gets.
    if (sampler === 'dpmpp-2m-karras') return 0.05;
    // v turns along the way even for a perfect model, so its multistep mean is exact only as steps grow.
    if (sampler === 'pndm' && steps > 1) return 1 / steps;
    return 1e-3;
  };

  test.each(SAMPLER_NAMES)('%s finds the picture that a perfect v model knows, from pure noise', async (sampler) => {
    const picture = initialNoise.map((_, i) => Math.sin(i));
    // v = √ᾱ ε − √(1 − ᾱ) x₀, with ε = (x − √ᾱ x₀)/√(1 − ᾱ), at the level that timestep t stands for.
    const inputs: number[] = [];
    const model = async (x: Float32Array, t: number) => {
      inputs.push(Math.sqrt(x.reduce((sum, xi) => sum + xi * xi, 0) / x.length));
      const alphaBar = alphaBarAt(zeroSnr, Math.round(t));
      const [alpha, sigma] = [Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar)];
      return x.map((xi, i) => (alpha * (xi - alpha * picture[i]!)) / sigma - sigma * picture[i]!);
    };
    for (const steps of [1, 2, 10, 25]) {
      const last = (await run({ sampler, steps, model })).at(-1)!;
      expect(worstExcess(last.latent, last.x0)).toBeLessThan(1e-6);
      expect(worstExcess(last.x0, picture)).toBeLessThan(tolerance(sampler, steps));
    }
    // The model's input has unit variance at every level.
    for (const rms of inputs) expect(Math.abs(rms - 1)).toBeLessThan(0.4);
  });

  test.each(SAMPLER_NAMES)('%s takes 1 step and many without a NaN, with every spacing', async (sampler) => {
    for (const timestepSpacing of ['leading', 'trailing', 'linspace'] as const) {
      for (const steps of sampler === 'lcm' ? [1, 2, 3, 50] : [1, 2, 3, 30, 100]) {
        const all = await run({ sampler, steps, eta: 0.5, config: { ...zeroSnr, timestepSpacing } });
        expect(all).toHaveLength(steps);
        for (const { latent, x0 } of all) expect([...latent, ...x0].every(Number.isFinite)).toBe(true);
      }
    }
  });

  test('the same seed gives the same latents, another seed others', async () => {
    const last = async (seed: number) => {
      const drawNormals = createNormals(seed);
      return (await run({ eta: 1, noise: drawNormals(64), drawNormals })).at(-1)!.latent;
    };
    expect(await last(3)).toEqual(await last(3));
    expect(await last(3)).not.toEqual(await last(4));
  });

  test('leaving the loop stops the model', async () => {
    let calls = 0;
    const model = (x: Float32Array) => Promise.resolve(x.map(() => calls++ * 0));
    for await (const { stepIndex } of denoise({ ...defaults, model })) if (stepIndex === 1) break;
    expect(calls).toBe(2 * 64);
  });

  test('Euler and UniPC take Karras sigmas where the config asks for them', async () => {
    const config = { ...zeroSnr, rescaleBetasZeroSnr: false };
    const timesteps = async (sampler: SamplerName, useKarrasSigmas: boolean) =>
      (await run({ sampler, steps: 8, config: { ...config, useKarrasSigmas } })).map(({ timestep }) => timestep);
    for (const sampler of ['euler', 'unipc'] as const) {
      expect(await timesteps(sampler, false)).toEqual([999, 874, 749, 624, 499, 374, 249, 124]);
      expect(await timesteps(sampler, true)).not.toEqual(await timesteps(sampler, false));
    }
    expect(await timesteps('unipc', true)).toEqual(await timesteps('dpmpp-2m-karras', false));
  });

  test('ending on the smallest σ of training leaves its noise in the latent', async () => {
    const config = { ...zeroSnr, finalSigmasType: 'sigma_min' } as const;
    const [alphaBar, alphaBarBefore] = [alphaBarAt(config, 0), alphaBarAt(config, 99)];
    const [before, last] = (await run({ sampler: 'dpmpp-2m', config, steps: 10 })).slice(-2) as [
      DenoiseStep,
      DenoiseStep,
    ];
    // Below 15 steps of first order, so DDIM's step: x = √ᾱ_0 x₀ + √(1 − ᾱ_0) ε.
    const expected = last.x0.map((x0i, j) => {
      const epsilon = (before.latent[j]! - Math.sqrt(alphaBarBefore) * x0i) / Math.sqrt(1 - alphaBarBefore);
      return Math.sqrt(alphaBar) * x0i + Math.sqrt(1 - alphaBar) * epsilon;
    });
    expect(worstExcess(last.latent, expected)).toBeLessThan(1e-6);
    expect(worstExcess(last.latent, last.x0)).toBeGreaterThan(1e-3);
    const ancestral = (await run({ sampler: 'euler-ancestral', config })).at(-1)!;
    expect(worstExcess(ancestral.latent, ancestral.x0)).toBeLessThan(1e-6);
  });

  test('LCM takes no more steps than the model was distilled on', async () => {
    const config = { ...zeroSnr, originalInferenceSteps: 10 };
    expect(await run({ sampler: 'lcm', config, steps: 10 })).toHaveLength(10);
    await expect(run({ sampler: 'lcm', config, steps: 11 })).rejects.toThrow(/from 1 to 10.*found 11.*such as 4/);
  });

  test.each([0, 1.5, 1001])('%d steps are refused', async (steps) => {
    await expect(run({ steps })).rejects.toMatchObject({ code: 'settings-invalid' });
  });

  test.each([-0.1, 1.1, Number.NaN])('η = %d is refused', async (eta) => {
    await expect(run({ eta })).rejects.toMatchObject({ code: 'settings-invalid' });
  });

  test('an ε model under zero terminal SNR is refused', async () => {
    const config = { ...zeroSnr, predictionType: 'epsilon' } as const;
    await expect(run({ config })).rejects.toMatchObject({ code: 'model-unsupported' });
  });
});
