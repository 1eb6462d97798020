import { expect, it } from 'vitest';
import { parseSchedulerConfig } from '../../core/diffusion/schedule/scheduler-config.ts';
import { CATALOGUE } from '../../models/catalogue/catalogue.ts';
import { suggestedSettings } from './suggested-settings.ts';

const suggest = (className: string, takesGuidance: boolean) => {
  const json = { _class_name: className, beta_schedule: 'scaled_linear' };
  return suggestedSettings(null, parseSchedulerConfig(json), json, takesGuidance);
};

it('guides an LCM that takes the guidance as an input, and no other', () => {
  // w = guidance − 1 was drawn from 2 … 14 in training; w = 0 is outside.
  expect(suggest('LCMScheduler', true)).toMatchObject({ sampler: 'lcm', steps: 4, guidance: 8 });
  expect(suggest('LCMScheduler', false)).toMatchObject({ sampler: 'lcm', steps: 4, guidance: 1 });
  expect(suggest('DDIMScheduler', false)).toMatchObject({ steps: 25, guidance: 7.5 });
});

it('suggests where to guide, and the capture that the catalogue has for a model, and none where nobody measured', () => {
  const json = { _class_name: 'DDIMScheduler', beta_schedule: 'scaled_linear' };
  const capture = {
    renoiseAt: [0.3, 0.1],
    crossSides: [8],
    guidedTimesteps: [0, 799] as [number, number],
    selfPower: 1.5,
    backgroundWords: 'grass sky',
  };
  const entry = { settings: { ...CATALOGUE[0]!.settings, ...capture } };
  const measured = suggestedSettings(entry, parseSchedulerConfig(json), json, false);
  const { renoiseAt: _, ...same } = capture;
  expect(measured).toMatchObject({ ...same, renoiseTimesteps: [300, 100] });
  const unmeasured = suggestedSettings(null, parseSchedulerConfig(json), json, false);
  expect(unmeasured.renoiseTimesteps).toEqual([650, 450, 250]);
  expect(Object.keys(unmeasured)).toEqual(
    expect.not.arrayContaining(['guidedTimesteps', 'crossSides', 'selfPower', 'backgroundWords']),
  );
});
