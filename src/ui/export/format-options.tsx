import type { FormatOption, OptionValue } from '../../core/dataset/formats/format.ts';
import { formatOf } from '../../core/dataset/formats/registry.ts';
import { NumberInput } from '../controls/number-input.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { SwitchRow } from '../controls/switch-row.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';

/** What the chosen format lets one choose. */
export function FormatOptions() {
  const choice = useStudioState((state) => state.exportChoice);
  const actions = useActions();
  const options: readonly (readonly [string, FormatOption])[] = Object.entries(formatOf(choice.format).options);
  return options.map(([name, option]) => (
    <OptionField
      key={`${choice.format} ${name}`}
      option={option}
      value={choice.options[name] ?? option.default}
      onChange={(value) => actions.setExportChoice({ ...choice, options: { ...choice.options, [name]: value } })}
    />
  ));
}

interface OptionFieldProps {
  readonly option: FormatOption;
  readonly value: OptionValue;
  readonly onChange: (value: OptionValue) => void;
}

function OptionField({ option, value, onChange }: OptionFieldProps) {
  const { label } = option;
  if (option.kind === 'choice') {
    return <SelectField label={label} value={String(value)} options={option.choices} onChange={onChange} />;
  }
  if (option.kind === 'switch') return <SwitchRow label={label} isSelected={value === true} onChange={onChange} />;
  const { min, max, step } = option;
  return (
    <div className="field field-head">
      <span className="field-label" aria-hidden="true">
        {label}
      </span>
      <NumberInput {...{ label, min, max, step, onChange }} value={Number(value)} className="number-input-sm" />
    </div>
  );
}
