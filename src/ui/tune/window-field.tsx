import { useId } from 'react';
import { Slider, SliderThumb } from 'react-aria-components';
import { SliderRail } from '../controls/slider/slider-rail.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';

interface WindowFieldProps {
  /** How many parts the trajectory was recorded in. */
  readonly bins: number;
  readonly isDisabled: boolean;
}

/** Which part of the trajectory counts, in steps of the recorded parts. */
export function WindowField({ bins, isDisabled }: WindowFieldProps) {
  const [first, last] = useStudioState((state) => state.tuning.window);
  const actions = useActions();
  const hintId = useId();
  const percent = (edge: number) => `${Math.round((edge / bins) * 100)}%`;
  return (
    <div className="field">
      <div className="field-head">
        <span className="field-label" aria-hidden="true">
          Step window
        </span>
        <span className="field-value number" aria-hidden="true">
          {percent(first)} – {percent(last + 1)}
        </span>
      </div>
      <Slider
        className="slider"
        aria-label="Step window"
        aria-describedby={hintId}
        minValue={0}
        maxValue={bins}
        step={1}
        value={[first, last + 1]}
        isDisabled={isDisabled || bins < 2}
        onChange={([from = first, to = last + 1]) => {
          if (to > from) actions.tune({ window: [from, to - 1] });
        }}
      >
        <SliderRail
          from={first / bins}
          to={(last + 1) / bins}
          thumbs={
            <>
              <SliderThumb index={0} className="slider-thumb" aria-label="Window start" />
              <SliderThumb index={1} className="slider-thumb" aria-label="Window end" />
            </>
          }
        />
      </Slider>
      <p id={hintId} className="hint">
        Only attention from this part of the run counts.
      </p>
    </div>
  );
}
