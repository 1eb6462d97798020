import { describe, expect, it } from 'vitest';
import { windowBinAt, windowBinsOf } from '../../core/attention/window-bins.ts';
import { parseSchedulerConfig } from '../../core/diffusion/schedule/scheduler-config.ts';
import { SAMPLER_NAMES } from '../../core/diffusion/types.ts';
import { laterTimesteps } from './later-timesteps.ts';
import { checkRenoiseTimesteps } from './renoise-calls.ts';

const T = 1000;
const config = parseSchedulerConfig({
  ...{ num_train_timesteps: T, beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' },
  ...{ prediction_type: 'epsilon', timestep_spacing: 'leading', steps_offset: 1 },
});

describe('timesteps at which a finished picture is looked at again', () => {
  it('are those of its own re-noise capture', async () => {
    const own = { sampler: 'ddim', steps: 20, eta: 0, renoiseTimesteps: [350, 250, 150] } as const;
    expect(await laterTimesteps(own, config)).toEqual([350, 250, 150]);
  });

  it.each(SAMPLER_NAMES)('fill the parts of a run of %s, whatever its length', async (sampler) => {
    for (const steps of [1, 2, 3, 4, 5, 7, 8, 10, 20, 50]) {
      const timesteps = await laterTimesteps({ sampler, steps, eta: 0 }, config);
      checkRenoiseTimesteps(timesteps, T);
      // As many parts as the picture's own record, each as often as the others.
      const bins = timesteps.map((_, i) => windowBinAt(i, timesteps.length));
      const counts = Array.from({ length: windowBinsOf(steps) }, (_, bin) => bins.filter((one) => one === bin).length);
      expect(new Set(counts).size, `${steps} steps: ${counts}`).toBe(1);
      expect(timesteps.length).toBe(steps < 8 ? Math.min(4, steps) : 8);
    }
  });

  it('lie in the middle of each part', async () => {
    // 951, 901 … 1: five steps a part.
    expect(await laterTimesteps({ sampler: 'ddim', steps: 20, eta: 0 }, config)).toEqual([
      901, 801, 651, 551, 401, 301, 151, 51,
    ]);
  });

  it('are refused in words where the schedule has not so many steps', async () => {
    const turbo = { ...config, trainedTimesteps: [999, 749, 499, 249] };
    await expect(laterTimesteps({ sampler: 'ddim', steps: 20, eta: 0 }, turbo)).rejects.toMatchObject({
      code: 'settings-invalid',
      message: expect.stringMatching(/^This model cannot follow the run of 20 steps/),
    });
  });
});
