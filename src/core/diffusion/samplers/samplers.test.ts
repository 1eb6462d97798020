import { describe, expect, test } from 'vitest';
import { denoiserOf } from '../prediction.ts';
import { karrasSigmas, type SigmaFamily, type SigmaSchedule, spacedSigmas } from '../schedule/sigmas.ts';
import { ddim, ddimSchedule } from './ddim.ts';
import { dpmpp2m } from './dpmpp-2m.ts';
import { euler, eulerInitialSigma } from './euler.ts';
import { eulerAncestral } from './euler-ancestral.ts';
import {
  fakeModel,
  type GoldenCase,
  goldenCases,
  goldenNormals,
  initialNoise,
  worstExcess,
} from './goldens.fixture.ts';
import { lcm, lcmSchedule } from './lcm.ts';
import { pndm } from './pndm.ts';
import type { SamplerStep } from './sampler-step.ts';
import { unipc } from './unipc.ts';

/**
 * Samplers run in float64 on the goldens' own float64 model, so nothing but formulas is compared. What is left is the
 * goldens' rounding to 9 digits: at most 5e-8 for latents from 10 to 100, which is also the largest difference found.
 */
const ABSOLUTE = 2e-7;
/** Nine digits, for σ up to 4096. */
const RELATIVE = 1e-8;

async function expectGolden(golden: GoldenCase, sampler: AsyncGenerator<SamplerStep>) {
  let count = 0;
  for await (const { stepIndex, timestep, latent, x0 } of sampler) {
    const where = `step ${stepIndex}`;
    expect(stepIndex).toBe(count++);
    expect(Math.abs(timestep - golden.timesteps[stepIndex]!), where).toBeLessThan(1e-6);
    expect(worstExcess(latent, golden.trajectory[stepIndex]!), where).toBeLessThan(ABSOLUTE);
    if (golden.x0) expect(worstExcess(x0, golden.x0[stepIndex]!), where).toBeLessThan(ABSOLUTE);
  }
  expect(count).toBe(golden.steps);
}

const noise = Float64Array.from(initialNoise);
const denoiserFor = (golden: GoldenCase) => denoiserOf(fakeModel<Float64Array>, golden.config.predictionType);
const drawNormals = () => {
  throw new Error('a deterministic sampler draws no noise');
};

function sigmasOf({ config, steps, sigmas }: GoldenCase, family: SigmaFamily): SigmaSchedule {
  const schedule = (config.useKarrasSigmas ? karrasSigmas : spacedSigmas)(config, steps, family);
  expect(worstExcess(schedule.sigmas, sigmas!, RELATIVE)).toBeLessThan(1e-7);
  return schedule;
}

function initialOf({ config, initNoiseSigma }: GoldenCase, schedule: SigmaSchedule): Float64Array {
  const sigma = eulerInitialSigma(schedule, config.timestepSpacing);
  expect(Math.abs(sigma / initNoiseSigma - 1)).toBeLessThan(RELATIVE);
  return noise.map((z) => sigma * z);
}

describe('samplers give the trajectories of diffusers', () => {
  test.each(goldenCases('ddim'))('$name', async (golden) => {
    const schedule = ddimSchedule(golden.config, golden.steps);
    expect(schedule.alphaBars.at(-1)).toBeCloseTo(golden.finalAlphaBar!, 8);
    await expectGolden(golden, ddim(denoiserFor(golden), noise, schedule, { eta: 0, drawNormals }));
  });

  const ancestral = goldenCases('euler_ancestral');
  const eulers = goldenCases('euler').filter(({ name }) => ancestral.every((c) => c.name !== name));

  test.each(eulers)('$name', async (golden) => {
    const schedule = sigmasOf(golden, 'euler');
    await expectGolden(golden, euler(denoiserFor(golden), initialOf(golden, schedule), schedule));
  });

  test.each(goldenCases('dpmpp_2m'))('$name', async (golden) => {
    await expectGolden(golden, dpmpp2m(denoiserFor(golden), noise, sigmasOf(golden, 'dpmpp')));
  });

  test.each(ancestral)('$name', async (golden) => {
    const schedule = sigmasOf(golden, 'euler');
    const initial = initialOf(golden, schedule);
    await expectGolden(golden, eulerAncestral(denoiserFor(golden), initial, schedule, goldenNormals(golden)));
  });

  test.each(goldenCases('unipc'))('$name', async (golden) => {
    await expectGolden(golden, unipc(denoiserFor(golden), noise, sigmasOf(golden, 'unipc')));
  });

  test.each(goldenCases('lcm'))('$name', async (golden) => {
    const schedule = lcmSchedule(golden.config, golden.steps);
    await expectGolden(golden, lcm(denoiserFor(golden), noise, schedule, goldenNormals(golden)));
  });

  test.each(goldenCases('pndm'))('$name', async ({ config, steps, timesteps, trajectory }) => {
    const schedule = ddimSchedule(config, steps);
    const calls: { x: Float64Array; t: number; stepIndex: number }[] = [];
    const denoiser = denoiserOf((x, t, stepIndex) => {
      calls.push({ x, t, stepIndex });
      return fakeModel(x, t);
    }, config.predictionType);
    const latents: Float64Array[] = [];
    for await (const { latent } of pndm(denoiser, noise, schedule, config.predictionType)) latents.push(latent);
    expect(latents).toHaveLength(steps);
    expect(calls.map(({ t }) => t)).toEqual(timesteps);
    // The step that is taken anew counts once: its first outcome is seen by the second call only.
    expect(calls.map(({ stepIndex }) => stepIndex)).toEqual([0, 0, ...Array.from({ length: 19 }, (_, i) => i + 1)]);
    for (const [i, expected] of trajectory.entries()) {
      const latent = calls[i + 1]?.x ?? latents.at(-1)!;
      expect(worstExcess(latent, expected), `call ${i}`).toBeLessThan(ABSOLUTE);
    }
    for (const [i, latent] of latents.entries()) expect(worstExcess(latent, trajectory[i + 1]!)).toBeLessThan(ABSOLUTE);
  });
});

describe('DDIM with η', () => {
  test('at η = 1 over all timesteps it is DDPM', async () => {
    const { config: base } = goldenCases('ddim_epsilon_leading_20')[0]!;
    const config = {
      ...base,
      numTrainTimesteps: 10,
      betaStart: 0.05,
      betaEnd: 0.3,
      stepsOffset: 0,
      setAlphaToOne: true,
    };
    const schedule = ddimSchedule(config, 10);
    const z = noise.toReversed();
    const denoiser = denoiserOf(fakeModel<Float64Array>, 'epsilon');
    let x: Float64Array = noise;
    for await (const { stepIndex, latent, x0 } of ddim(denoiser, noise, schedule, { eta: 1, drawNormals: () => z })) {
      // Ho et al. (2020), equations 6 and 7.
      const [alphaBar, alphaBarPrev] = [schedule.alphaBars[stepIndex]!, schedule.alphaBars[stepIndex + 1]!];
      const alpha = alphaBar / alphaBarPrev;
      const beta = 1 - alpha;
      const ofX0 = (Math.sqrt(alphaBarPrev) * beta) / (1 - alphaBar);
      const ofX = (Math.sqrt(alpha) * (1 - alphaBarPrev)) / (1 - alphaBar);
      const sigma = Math.sqrt(((1 - alphaBarPrev) / (1 - alphaBar)) * beta);
      const posterior = x.map((xi, j) => ofX0 * x0[j]! + ofX * xi + sigma * z[j]!);
      expect(worstExcess(latent, posterior)).toBeLessThan(1e-12);
      x = latent;
    }
  });
});
