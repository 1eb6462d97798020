import { type ReactNode, useId } from 'react';

interface SwitchRowProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly isSelected: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isSelected: boolean) => void;
}

export function SwitchRow({ label, hint, isSelected, isDisabled = false, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="switch-row">
        <span className="field-label">{label}</span>
        <input
          type="checkbox"
          role="switch"
          className="switch"
          aria-checked={isSelected}
          checked={isSelected}
          disabled={isDisabled}
          aria-describedby={hint ? id : undefined}
          onChange={(event) => onChange(event.target.checked)}
        />
      </label>
      {hint && (
        <p id={id} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
}
