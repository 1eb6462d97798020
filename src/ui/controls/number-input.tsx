import { useRef } from 'react';
import { Input, NumberField } from 'react-aria-components';
import { classNames } from './class-name.ts';
import { useDecimalComma } from './use-decimal-comma.ts';

interface NumberInputProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
  readonly isDisabled?: boolean;
  readonly className?: string;
  readonly describedBy?: string;
  readonly format?: Intl.NumberFormatOptions;
}

const PLAIN: Intl.NumberFormatOptions = { useGrouping: false, maximumFractionDigits: 2 };

/** A spin button without visible arrows: arrow keys, Page Up/Down and typing change it. */
export function NumberInput(props: NumberInputProps) {
  const { label, value, min, max, step, onChange, isDisabled = false, className, describedBy, format = PLAIN } = props;
  const field = useRef<HTMLDivElement>(null);
  useDecimalComma(field);
  return (
    <NumberField
      ref={field}
      className={classNames('number-input', className)}
      aria-label={label}
      {...(describedBy ? { 'aria-describedby': describedBy } : {})}
      value={value}
      minValue={min}
      maxValue={max}
      step={step}
      formatOptions={format}
      isDisabled={isDisabled}
      onChange={(next) => {
        if (!Number.isNaN(next)) onChange(next);
      }}
    >
      <Input className="input number" role="spinbutton" aria-valuenow={value} aria-valuemin={min} aria-valuemax={max} />
    </NumberField>
  );
}
