import { SETTING_LIMITS } from '../../../core/diffusion/setting-limits.ts';
import { SAMPLER_NAMES } from '../../../core/diffusion/types.ts';
import { SAMPLER_LABELS } from '../../../studio/settings/sampler-labels.ts';
import { SelectField } from '../../controls/select-field.tsx';
import { SliderRow } from '../../controls/slider/slider-row.tsx';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { GuidedTimestepsField } from './guided-timesteps-field.tsx';

/** How the model itself walks from noise to a picture. */
export function SamplingFields() {
  const { steps, guidance, guidanceRescale = 0, sampler, eta } = useStudioState((state) => state.draft);
  const actions = useActions();
  return (
    <>
      <SliderRow
        label="Steps"
        name="Steps"
        {...{ value: steps, min: SETTING_LIMITS.steps.min, max: 100, entryMax: SETTING_LIMITS.steps.max, step: 1 }}
        onChange={(value) => actions.changeDraft({ steps: value })}
      />
      <SliderRow
        label="Guidance"
        name="Guidance"
        {...{ value: guidance, min: SETTING_LIMITS.guidance.min, max: 20, entryMax: SETTING_LIMITS.guidance.max }}
        {...{ step: 0.5, entryStep: 0.1 }}
        hint={guidance === 1 ? 'At 1 a step costs one model call: half the time.' : 'At 1 a step costs half the time.'}
        onChange={(value) => actions.changeDraft({ guidance: value })}
      />
      {guidance > 1 && (
        <>
          <GuidedTimestepsField />
          <SliderRow
            label="Guidance rescale"
            name="Guidance rescale"
            {...{ value: guidanceRescale, min: 0, max: 1, step: 0.05, entryStep: 0.01 }}
            hint="0: none. Above, it takes back the contrast that strong guidance adds; 0.7 is usual."
            onChange={(value) => actions.changeDraft({ guidanceRescale: value })}
          />
        </>
      )}
      <SelectField
        label="Sampler"
        value={sampler}
        options={SAMPLER_NAMES.map((value) => ({ value, label: SAMPLER_LABELS[value] }))}
        onChange={(value) => actions.changeDraft({ sampler: value })}
      />
      {sampler === 'ddim' && (
        <SliderRow
          label="η"
          name="DDIM η"
          {...{ value: eta, ...SETTING_LIMITS.eta, step: 0.05, entryStep: 0.01 }}
          hint="0 adds no noise between steps; 1 adds as much as DDPM."
          onChange={(value) => actions.changeDraft({ eta: value })}
        />
      )}
    </>
  );
}
