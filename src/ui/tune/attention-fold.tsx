import { useId } from 'react';
import { SOFTMAX_SCOPES, type SoftmaxScope } from '../../core/attention/types.ts';
import { type MapSide, sideText } from '../../core/grid-size.ts';
import { Fold } from '../controls/fold.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';
import { WindowField } from './window-field.tsx';

const SCOPES: Readonly<Record<SoftmaxScope, string>> = {
  all: 'All positions of the class prompt',
  classes: 'Class tokens only',
};

/** Which attention is used: resolutions, steps, and what the softmax runs over. */
export function AttentionFold({ isDisabled }: { readonly isDisabled: boolean }) {
  const tuning = useStudioState((state) => state.tuning);
  const shape = useStudioState((state) => state.recordShape);
  const actions = useActions();
  const sidesHintId = useId();
  const crossSides = shape?.crossSides ?? tuning.crossSides;
  const selfSides = shape?.selfSides ?? [tuning.selfSide];
  const toggleSide = (side: MapSide, isOn: boolean) => {
    const kept = crossSides.filter((other) => (other === side ? isOn : tuning.crossSides.includes(other)));
    if (kept.length > 0) actions.tune({ crossSides: kept });
  };
  return (
    <Fold
      title="Attention"
      summary={`cross ${tuning.crossSides.map(sideText).join(', ')} · self ${sideText(tuning.selfSide)}`}
    >
      <fieldset className="field" disabled={isDisabled} aria-describedby={sidesHintId}>
        <legend className="field-label">Cross-attention sides</legend>
        <div className="checkbox-row">
          {crossSides.map((side) => {
            const isOn = tuning.crossSides.includes(side);
            return (
              <label key={side} className="checkbox-label number">
                <input
                  type="checkbox"
                  className="checkbox"
                  checked={isOn}
                  disabled={isOn && tuning.crossSides.length === 1}
                  onChange={(event) => toggleSide(side, event.target.checked)}
                />
                {sideText(side)}
              </label>
            );
          })}
        </div>
        <p id={sidesHintId} className="hint">
          Where each class is: low sides find it, high sides place it finely.
        </p>
      </fieldset>
      <SelectField
        label="Self-attention side"
        value={String(tuning.selfSide)}
        options={selfSides.map((side) => ({ value: String(side), label: sideText(side) }))}
        isDisabled={isDisabled}
        hint="Which pixels belong together: a high side follows edges closely."
        onChange={(value) => {
          const selfSide = selfSides.find((side) => String(side) === value);
          if (selfSide !== undefined) actions.tune({ selfSide });
        }}
      />
      <WindowField bins={shape?.windowBins ?? tuning.window[1] + 1} isDisabled={isDisabled} />
      <SelectField
        label="Softmax over"
        value={tuning.softmax}
        options={SOFTMAX_SCOPES.map((value) => ({ value, label: SCOPES[value] }))}
        isDisabled={isDisabled}
        hint="Over class tokens only, classes compete with each other alone."
        onChange={(value) => actions.tune({ softmax: value })}
      />
    </Fold>
  );
}
