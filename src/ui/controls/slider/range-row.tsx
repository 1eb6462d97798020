import { useId } from 'react';
import { Slider, SliderThumb } from 'react-aria-components';
import { SliderRail } from './slider-rail.tsx';

interface RangeRowProps {
  /** Visible label and accessible name. */
  readonly label: string;
  /** Accessible names of the two ends. */
  readonly ends: readonly [start: string, end: string];
  /** What is chosen, in words or numbers. */
  readonly valueText: string;
  readonly value: readonly [start: number, end: number];
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly hint: string;
  readonly isDisabled?: boolean;
  /** The end is above the start. */
  readonly onChange: (value: readonly [start: number, end: number]) => void;
}

/** Label, what is chosen, and a slider with two ends below them. */
export function RangeRow({ label, ends, valueText, value, min, max, step, hint, ...rest }: RangeRowProps) {
  const { isDisabled = false, onChange } = rest;
  const [start, end] = value;
  const hintId = useId();
  const share = (at: number) => (at - min) / (max - min);
  return (
    <div className="field">
      <div className="field-head">
        <span className="field-label" aria-hidden="true">
          {label}
        </span>
        <span className="field-value number" aria-hidden="true">
          {valueText}
        </span>
      </div>
      <Slider
        className="slider"
        aria-label={label}
        aria-describedby={hintId}
        minValue={min}
        maxValue={max}
        step={step}
        value={[start, end]}
        isDisabled={isDisabled}
        onChange={([from = start, to = end]) => {
          if (to > from) onChange([from, to]);
        }}
      >
        <SliderRail
          from={share(start)}
          to={share(end)}
          thumbs={ends.map((name, index) => (
            <SliderThumb key={name} index={index} className="slider-thumb" aria-label={name} />
          ))}
        />
      </Slider>
      <p id={hintId} className="hint">
        {hint}
      </p>
    </div>
  );
}
