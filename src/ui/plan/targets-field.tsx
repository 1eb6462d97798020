import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { LabelSet } from '../../core/prompt/types.ts';
import { Stepper } from '../controls/stepper.tsx';
import { Swatch } from '../controls/swatch.tsx';

const MAX_TARGET = 5_000;

interface TargetsFieldProps {
  readonly labelSet: LabelSet;
  readonly targets: Readonly<Record<number, number>>;
  readonly onChange: (targets: Readonly<Record<number, number>>) => void;
}

/** How many pictures shall show each class. */
export function TargetsField({ labelSet, targets, onChange }: TargetsFieldProps) {
  const [same, setSame] = useState(5);
  return (
    <section className="field" aria-label="Pictures of each class">
      <div className="plan-head">
        <h3 className="field-label">Pictures that show each class</h3>
        <div className="plan-same">
          <Stepper label="The same for all" value={same} min={0} max={MAX_TARGET} onChange={setSame} />
          <Button
            className="button"
            onPress={() => onChange(Object.fromEntries(labelSet.classes.map(({ id }) => [id, same])))}
          >
            Set for all
          </Button>
        </div>
      </div>
      <ul className="targets" translate="no">
        {labelSet.classes.map(({ id, promptName }) => (
          <li key={id}>
            <Swatch classId={id} />
            <span className="target-name">{promptName}</span>
            <Stepper
              label={promptName}
              value={targets[id] ?? 0}
              min={0}
              max={MAX_TARGET}
              onChange={(target) => onChange({ ...targets, [id]: target })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
