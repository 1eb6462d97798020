import { useId } from 'react';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { NumberInput } from '../controls/number-input.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';
import { Histogram } from './histogram.tsx';

const PLACES: Intl.NumberFormatOptions = { minimumFractionDigits: 2, maximumFractionDigits: 2 };

/** α and β as the thumbs of one slider, over the scores that they cut. */
export function ThresholdField({ isDisabled }: { readonly isDisabled: boolean }) {
  const alpha = useStudioState((state) => state.tuning.alpha);
  const beta = useStudioState((state) => state.tuning.beta);
  const actions = useActions();
  const hintId = useId();
  return (
    <div className="field">
      <span className="field-label" aria-hidden="true">
        Thresholds α, β
      </span>
      <Slider
        className="slider threshold"
        aria-label="Thresholds"
        aria-describedby={hintId}
        minValue={0}
        maxValue={1}
        step={0.01}
        value={[alpha, beta]}
        isDisabled={isDisabled}
        onChange={([low = alpha, high = beta]) => actions.tune({ alpha: low, beta: high })}
      >
        <SliderTrack className="threshold-track">
          <Histogram alpha={alpha} beta={beta} />
          <SliderThumb index={0} className="threshold-thumb" aria-label="α uncertainty threshold">
            <span aria-hidden="true">α</span>
          </SliderThumb>
          <SliderThumb index={1} className="threshold-thumb" aria-label="β foreground threshold">
            <span aria-hidden="true">β</span>
          </SliderThumb>
        </SliderTrack>
      </Slider>
      <div className="threshold-zones" aria-hidden="true">
        <span className="threshold-zone">below α: background</span>
        <span className="threshold-zone">
          <span className="swatch swatch-void" /> void
        </span>
        <span className="threshold-zone">from β: class</span>
      </div>
      <p id={hintId} className="hint">
        Training ignores void, the pixels between α and β.
      </p>
      <div className="threshold-entries">
        <div className="entry">
          <span aria-hidden="true">α</span>
          <NumberInput
            label="α value"
            {...{ value: alpha, min: 0, max: beta, step: 0.01, isDisabled, format: PLACES }}
            onChange={(value) => actions.tune({ alpha: value })}
          />
        </div>
        <div className="entry">
          <span aria-hidden="true">β</span>
          <NumberInput
            label="β value"
            {...{ value: beta, min: alpha, max: 1, step: 0.01, isDisabled, format: PLACES }}
            onChange={(value) => actions.tune({ beta: value })}
          />
        </div>
      </div>
    </div>
  );
}
