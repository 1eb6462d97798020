import { useId } from 'react';
import type { PairChoice } from '../../core/dataset/export-choice.ts';
import { useStudioState } from '../studio-context.tsx';
import { pairChoices } from './export-plan.ts';

interface PairChoiceFieldProps {
  readonly value: PairChoice;
  readonly onChange: (value: PairChoice) => void;
}

/** Which pairs, with how many there are of each. */
export function PairChoiceField({ value, onChange }: PairChoiceFieldProps) {
  const pairs = useStudioState((state) => state.pairs);
  const selection = useStudioState((state) => state.selection);
  const name = useId();
  return (
    <fieldset className="field pair-choice">
      <legend className="field-label">Pairs</legend>
      <div className="pair-choices">
        {pairChoices({ pairs, selection }).map((choice) => (
          <label key={choice.value} className="pair-choice-item">
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              disabled={choice.count === 0}
              onChange={() => onChange(choice.value)}
            />
            {choice.label} <span className="number pair-choice-count">{choice.count}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
