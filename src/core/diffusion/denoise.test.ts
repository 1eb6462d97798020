import { describe, expect, test } from 'vitest';
import { denoise } from './denoise.ts';
import { fakeModel, type GoldenCase, goldenCases, initialNoise, worstExcess } from './goldens.fixture.ts';
import { createNormals } from './normals.ts';
import { alphaBarAt } from './schedule.ts';
import { parseSchedulerConfig } from './scheduler-config.ts';
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
  const samplerOf = ({ name, karras }: GoldenCase): SamplerName => {
    if (name.startsWith('ddim')) return 'ddim';
    if (name.startsWith('euler')) return 'euler';
    return karras ? 'dpmpp-2m-karras' : 'dpmpp-2m';
  };
  const cases = ['ddim', 'euler', 'dpmpp'].flatMap(goldenCases).filter((c) => !c.name.startsWith('euler_karras'));

  // The model's input and output, and the latents handed out, are float32 here: 1e-7 of each latent for its own rounding,
  // and 1e-6 for the model's, several times the largest found (1.7e-7). Float32 throughout, as in diffusers, is further
  // off: maxAbsDiffF64VsF32, up to 4e-4.
  test.each(cases)('$name, with the model in float32', async (golden) => {
    const { config, steps, trajectory } = golden;
    const run32 = await run({ sampler: samplerOf(golden), config, steps });
    expect(run32).toHaveLength(steps);
    for (const { stepIndex, latent } of run32) {
      expect(worstExcess(latent, trajectory[stepIndex]!, 1e-7), `step ${stepIndex}`).toBeLessThan(1e-6);
    }
  });

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
      // Karras timesteps are rounded, so there the model is told a slightly other level than it gets.
      expect(worstExcess(last.x0, picture)).toBeLessThan(sampler === 'dpmpp-2m-karras' ? 0.05 : 1e-3);
    }
    // The model's input has unit variance at every level.
    for (const rms of inputs) expect(Math.abs(rms - 1)).toBeLessThan(0.4);
  });

  test.each(SAMPLER_NAMES)('%s takes 1 step and many without a NaN, with every spacing', async (sampler) => {
    for (const timestepSpacing of ['leading', 'trailing', 'linspace'] as const) {
      for (const steps of [1, 2, 3, 30, 100]) {
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
