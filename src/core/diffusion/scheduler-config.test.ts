import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseSchedulerConfig } from './scheduler-config.ts';

describe('parseSchedulerConfig', () => {
  test('reads the bundled model', () => {
    const url = new URL('../../../public/models/emoji-scenes/scheduler/scheduler_config.json', import.meta.url);
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
    });
    expect(parseSchedulerConfig({ _class_name: 'EulerDiscreteScheduler' }).timestepSpacing).toBe('linspace');
    expect(parseSchedulerConfig({ _class_name: 'PNDMScheduler' })).toMatchObject({
      timestepSpacing: 'leading',
      setAlphaToOne: false,
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
    ['no object', 'scheduler_config.json', 'Object'],
  ])('refuses %j, naming the field and what is supported', (json, field, supported) => {
    expect(() => parseSchedulerConfig(json)).toThrow(
      expect.objectContaining({ code: 'model-unsupported', message: expect.stringContaining(supported) }),
    );
    expect(() => parseSchedulerConfig(json)).toThrow(field);
  });
});
