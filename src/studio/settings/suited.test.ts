import { expect, it } from 'vitest';
import { QUICK_SETTINGS } from '../../core/weights/quick-settings.ts';
import type { SuggestedSettings } from '../../rpc/contract.ts';
import { defaultDraft } from './defaults.ts';
import { quickened, suitedTo } from './suited.ts';

const suggested: SuggestedSettings = { steps: 15, guidance: 4, sampler: 'dpmpp-2m', renoiseTimesteps: [350, 150] };
const draft = { ...defaultDraft('voc-20', 7), caption: 'a cat', classIds: [8], eta: 0.5, guidanceRescale: 0.7 };

it('a quick draft has what the student knows, and the finished picture is shown to the model', () => {
  const quick = quickened(suggested, draft);
  expect(quick).toMatchObject({
    ...QUICK_SETTINGS,
    quick: true,
    renoiseTimesteps: [350, 150],
    caption: 'a cat',
    seed: 7,
  });
});

it('back to the model’s own settings nothing of it is left', () => {
  const full = suitedTo(suggested, quickened(suggested, draft));
  expect(full).toMatchObject({ steps: 15, guidance: 4, sampler: 'dpmpp-2m', caption: 'a cat', seed: 7 });
  expect(full).not.toHaveProperty('quick');
  expect(full).not.toHaveProperty('renoiseTimesteps');
});

it('where a model is guided is its own, and nothing is left of another model’s', () => {
  const partly = suitedTo({ ...suggested, guidedTimesteps: [0, 799] }, draft);
  expect(partly.guidedTimesteps).toEqual([0, 799]);
  expect(suitedTo(suggested, partly)).not.toHaveProperty('guidedTimesteps');
});

it('models of few steps are shown their pictures, too', () => {
  expect(suitedTo({ ...suggested, steps: 4 }, draft).renoiseTimesteps).toEqual([350, 150]);
});
