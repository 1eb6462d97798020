import { useId } from 'react';
import { SELF_POWER_LIMITS } from '../../../core/attention/self-power.ts';
import { SAMPLER_LABELS } from '../../../studio/settings/sampler-labels.ts';
import { Fold } from '../../controls/fold.tsx';
import { SliderRow } from '../../controls/slider/slider-row.tsx';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { BackgroundWordsInput } from './background-words-input.tsx';
import { CaptureField } from './capture-field.tsx';
import { ClipSkipField } from './clip-skip-field.tsx';
import { SamplingFields } from './sampling-fields.tsx';
import { SettingsFileRow } from './settings-file-row.tsx';

export function AdvancedFold() {
  const draft = useStudioState((state) => state.draft);
  const actions = useActions();
  const negativeId = useId();
  const { steps, guidance, sampler, quick, selfPower = 1 } = draft;
  return (
    <Fold
      title="Advanced"
      summary={`${quick ? 'quick' : `${steps} steps · guidance ${guidance} · ${SAMPLER_LABELS[sampler]}`}${draft.renoiseTimesteps ? ' · re-noise' : ''}`}
    >
      <div className="field">
        <label className="field-label" htmlFor={negativeId}>
          Negative prompt
        </label>
        <input
          id={negativeId}
          className="input"
          value={draft.negativePrompt}
          placeholder="What to steer away from"
          onChange={(event) => actions.changeDraft({ negativePrompt: event.target.value })}
        />
      </div>
      {quick ? (
        <p className="hint">Quick pictures have 4 steps of DDIM, and guidance is built in: turn Quick off to choose.</p>
      ) : (
        <SamplingFields />
      )}
      <ClipSkipField />
      <CaptureField />
      <BackgroundWordsInput />
      <SliderRow
        label="Self-attention power"
        name="Self-attention power"
        {...{ value: selfPower, ...SELF_POWER_LIMITS, step: 0.25, entryStep: 0.05 }}
        hint="1: as captured. Above, masks spread less into what a pixel hardly attends to; 1.5 to 2 is usual."
        onChange={(value) => actions.changeDraft({ selfPower: value })}
      />
      <SettingsFileRow />
    </Fold>
  );
}
