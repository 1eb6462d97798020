import { type ReactNode, useId } from 'react';
import { Slider } from 'react-aria-components';
import { NumberInput } from '../number-input.tsx';
import { SliderRail } from './slider-rail.tsx';

interface SliderRowProps {
  /** Visible label. */
  readonly label: ReactNode;
  /** Accessible name of slider and number field. */
  readonly name: string;
  readonly value: number;
  readonly min: number;
  /** The slider's end. */
  readonly max: number;
  /** The number field's end, where more than the slider spans makes sense. */
  readonly entryMax?: number;
  readonly step: number;
  /** Step of the number field; finer than the slider's where that helps. */
  readonly entryStep?: number;
  readonly onChange: (value: number) => void;
  readonly isDisabled?: boolean;
  readonly hint?: ReactNode;
  /** Labelled ticks below the track. */
  readonly ticks?: readonly number[];
}

/** Label, number entry and a slider below them. */
export function SliderRow(props: SliderRowProps) {
  const { label, name, value, min, max, step, onChange, isDisabled = false, hint, ticks } = props;
  const { entryMax = max, entryStep = step } = props;
  const hintId = useId();
  const share = (at: number) => (Math.min(at, max) - min) / (max - min);
  return (
    <div className="field">
      <div className="field-head">
        <span className="field-label" aria-hidden="true">
          {label}
        </span>
        <NumberInput
          label={`${name} value`}
          {...{ value, min, isDisabled, onChange }}
          max={entryMax}
          step={entryStep}
          className="number-input-sm"
          {...(hint ? { describedBy: hintId } : {})}
        />
      </div>
      <Slider
        className="slider"
        aria-label={name}
        minValue={min}
        maxValue={max}
        step={step}
        value={Math.min(value, max)}
        isDisabled={isDisabled}
        onChange={onChange}
      >
        <SliderRail to={share(value)} />
      </Slider>
      {ticks && (
        <div className="slider-ticks number" aria-hidden="true">
          {ticks.map((tick) => (
            <span key={tick} style={{ left: `${100 * share(tick)}%` }}>
              {tick}
            </span>
          ))}
        </div>
      )}
      {hint && (
        <p id={hintId} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
}
