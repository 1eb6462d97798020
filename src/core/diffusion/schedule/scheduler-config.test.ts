import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseSchedulerConfig, suggestedSampler } from './scheduler-config.ts';

describe('parseSchedulerConfig', () => {
  test('reads the bundled model', () => {
    const url = new URL('../../../../public/models/emoji-scenes/scheduler/scheduler_config.json', import.meta.url);
    expect(parseSchedulerConfig(JSON.parse(readFileSync(url, 'utf8')))).toEqual({
      numTrainTimesteps: 1000,
      betaStart: 0.00085,
      betaEnd: 0.012,
      betaSchedule: 'scaled_linear',
      predictionType: 'v_prediction',
      timestepSpacing: 'trailing',
      stepsOffset: 0,
      setAlphaToOne: true,
      rescaleBetasZeroSnr: true,
      finalSigmasType: 'zero',
      useKarrasSigmas: false,
      originalInferenceSteps: 50,
      timestepScaling: 10,
    });
  });

  test("missing fields take the defaults of the file's class", () => {
    expect(parseSchedulerConfig({})).toEqual({
      numTrainTimesteps: 1000,
      betaStart: 0.0001,
      betaEnd: 0.02,
      betaSchedule: 'linear',
      predictionType: 'epsilon',
      timestepSpacing: 'leading',
      stepsOffset: 0,
      setAlphaToOne: true,
      rescaleBetasZeroSnr: false,
      finalSigmasType: 'zero',
      useKarrasSigmas: false,
      originalInferenceSteps: 50,
      timestepScaling: 10,
    });
    expect(parseSchedulerConfig({ _class_name: 'LCMScheduler' })).toMatchObject({
      betaStart: 0.00085,
      betaEnd: 0.012,
      betaSchedule: 'scaled_linear',
      timestepSpacing: 'leading',
    });
    expect(parseSchedulerConfig({ _class_name: 'EulerDiscreteScheduler' }).timestepSpacing).toBe('linspace');
    expect(parseSchedulerConfig({ _class_name: 'PNDMScheduler' })).toMatchObject({
      timestepSpacing: 'leading',
      setAlphaToOne: false,
    });
  });

  test('reads what LCM and the solvers in σ need', () => {
    const file = {
      _class_name: 'UniPCMultistepScheduler',
      prediction_type: 'sample',
      steps_offset: 1,
      final_sigmas_type: 'sigma_min',
      use_karras_sigmas: true,
      original_inference_steps: 100,
      timestep_scaling: 8,
    };
    expect(parseSchedulerConfig(file)).toMatchObject({
      predictionType: 'sample',
      timestepSpacing: 'linspace',
      stepsOffset: 1,
      finalSigmasType: 'sigma_min',
      useKarrasSigmas: true,
      originalInferenceSteps: 100,
      timestepScaling: 8,
    });
  });

  test.each([
    [{ _class_name: 'FlowMatchEulerDiscreteScheduler' }, '_class_name', 'DDIMScheduler'],
    [{ beta_schedule: 'sigmoid' }, 'beta_schedule', 'squaredcos_cap_v2'],
    [{ prediction_type: 'flow_prediction' }, 'prediction_type', 'v_prediction'],
    [{ timestep_spacing: 'log' }, 'timestep_spacing', 'trailing'],
    [{ trained_betas: [0.1, 0.2] }, 'trained_betas', 'null'],
    [{ thresholding: true }, 'thresholding', 'false'],
    [{ beta_start: 0 }, 'beta_start', '0'],
    [{ num_train_timesteps: 0.5 }, 'num_train_timesteps', '0.5'],
    [{ final_sigmas_type: 'none' }, 'final_sigmas_type', 'sigma_min'],
    [{ use_beta_sigmas: true }, 'use_beta_sigmas', 'false'],
    [{ timestep_type: 'continuous' }, 'timestep_type', 'discrete'],
    [{ sigma_max: 80 }, 'sigma_max', 'null'],
    [{ timestep_scaling: 0 }, 'timestep_scaling', '0'],
    [{ num_train_timesteps: 40 }, 'original_inference_steps', 'at most 40'],
    ['no object', 'scheduler_config.json', 'Object'],
  ])('refuses %j, naming the field and what is supported', (json, field, supported) => {
    expect(() => parseSchedulerConfig(json)).toThrow(
      expect.objectContaining({ code: 'model-unsupported', message: expect.stringContaining(supported) }),
    );
    expect(() => parseSchedulerConfig(json)).toThrow(field);
  });
});

describe('suggestedSampler', () => {
  test.each([
    [{}, 'ddim'],
    [{ _class_name: 'DDPMScheduler' }, 'ddim'],
    [{ _class_name: 'PNDMScheduler', skip_prk_steps: true }, 'pndm'],
    [{ _class_name: 'PNDMScheduler' }, 'ddim'],
    [{ _class_name: 'LCMScheduler' }, 'lcm'],
    [{ _class_name: 'EulerDiscreteScheduler', use_karras_sigmas: true }, 'euler'],
    [{ _class_name: 'EulerAncestralDiscreteScheduler' }, 'euler-ancestral'],
    [{ _class_name: 'DPMSolverMultistepScheduler', use_karras_sigmas: false }, 'dpmpp-2m'],
    [{ _class_name: 'DPMSolverMultistepScheduler', use_karras_sigmas: true }, 'dpmpp-2m-karras'],
    [{ _class_name: 'UniPCMultistepScheduler' }, 'unipc'],
  ])('for %j it is %s', (json, sampler) => {
    expect(suggestedSampler(json)).toBe(sampler);
  });

  test('refuses what the parser refuses', () => {
    expect(() => suggestedSampler({ _class_name: 'FlowMatchEulerDiscreteScheduler' })).toThrow('_class_name');
  });
});
