import { Button, Group, Input, NumberField } from 'react-aria-components';
import { Icon } from './icons.tsx';

interface StepperProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

/** A whole number with buttons to count it down and up; arrow keys and typing change it, too. */
export function Stepper({ label, value, min, max, onChange }: StepperProps) {
  return (
    <NumberField
      className="stepper"
      aria-label={label}
      value={value}
      minValue={min}
      maxValue={max}
      step={1}
      formatOptions={{ useGrouping: false }}
      onChange={(next) => {
        if (!Number.isNaN(next)) onChange(next);
      }}
    >
      <Group className="stepper-group">
        <Button slot="decrement" className="icon-button icon-button-sm">
          <Icon name="minus" size={14} />
        </Button>
        <Input
          className="input number"
          role="spinbutton"
          aria-valuenow={value}
          aria-valuemin={min}
          aria-valuemax={max}
        />
        <Button slot="increment" className="icon-button icon-button-sm">
          <Icon name="plus" size={14} />
        </Button>
      </Group>
    </NumberField>
  );
}
