import { useId, useState } from 'react';
import { Button } from 'react-aria-components';
import type { PlanForm } from '../../core/plan/types.ts';
import type { LabelSet } from '../../core/prompt/types.ts';
import { focusNeighbour } from '../controls/focus-neighbour.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { togglePair } from './plan-form.ts';

interface ApartFieldProps {
  readonly labelSet: LabelSet;
  readonly apart: PlanForm['apart'];
  readonly onChange: (apart: PlanForm['apart']) => void;
}

/** Pairs of classes that may not stand in one picture. All others may, where a place suits both. */
export function ApartField({ labelSet, apart, onChange }: ApartFieldProps) {
  const options = labelSet.classes.map(({ id, promptName }) => ({ value: String(id), label: promptName }));
  const [first, setFirst] = useState(options[0]?.value ?? '');
  const [second, setSecond] = useState(options[1]?.value ?? '');
  const id = useId();
  const nameOf = (classId: number) => options.find(({ value }) => value === String(classId))?.label ?? String(classId);
  const isThere = apart.some((pair) => pair.includes(Number(first)) && pair.includes(Number(second)));
  return (
    <section className="field" aria-label="Classes that do not stand together">
      <h3 className="field-label">Do not stand together</h3>
      <div className="apart-row">
        <SelectField label="One class" value={first} options={options} onChange={setFirst} />
        <SelectField label="Another class" value={second} options={options} onChange={setSecond} />
        <Button
          className="button"
          aria-describedby={`${id}-hint`}
          onPress={() => {
            if (first !== second && !isThere) onChange(togglePair(apart, Number(first), Number(second)));
          }}
        >
          Keep apart
        </Button>
      </div>
      <p id={`${id}-hint`} className="hint" role="status">
        {first === second
          ? 'Choose two different classes.'
          : isThere
            ? 'These two are kept apart already.'
            : 'All other pairs may stand together where a place suits both.'}
      </p>
      {apart.length > 0 && (
        <ul className="chips" aria-label="Pairs kept apart" translate="no">
          {apart.map(([a, b]) => (
            <li key={`${a} ${b}`} className="chip apart-chip">
              {nameOf(a)} · {nameOf(b)}
              <IconButton
                icon="close"
                size="sm"
                label={`Let ${nameOf(a)} and ${nameOf(b)} stand together`}
                onPress={(event) => {
                  focusNeighbour(event, 'button', '.apart-row select');
                  onChange(togglePair(apart, a, b));
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
