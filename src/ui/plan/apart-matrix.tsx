import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { PlanForm } from '../../core/plan/types.ts';
import type { LabelSet } from '../../core/prompt/types.ts';
import { pairKey, togglePair } from './plan-form.ts';
import { stepInTriangle } from './step-in-triangle.ts';

/** A grid of more would not fit on a screen; then the list of pairs is enough. */
const MOST_CLASSES = 12;

interface ApartMatrixProps {
  readonly labelSet: LabelSet;
  readonly form: PlanForm;
  /** How often the plan shows two classes together, by `pairKey`. */
  readonly together: ReadonlyMap<string, number>;
  readonly onChange: (apart: PlanForm['apart']) => void;
}

/** Each pair of the classes that have a target: how often the plan shows both, and whether it may. Arrow keys lead through it. */
export function ApartMatrix({ labelSet, form: { targets, apart }, together, onChange }: ApartMatrixProps) {
  const table = useRef<HTMLTableElement>(null);
  const id = useId();
  const [stop, setStop] = useState({ row: 1, column: 0 });
  const classes = labelSet.classes.filter(({ id }) => (targets[id] ?? 0) > 0);
  if (classes.length < 2 || classes.length > MOST_CLASSES) return null;
  const isThere = stop.row < classes.length;
  const kept = new Set(apart.map(([a, b]) => pairKey(a, b)));

  function onKeyDown(event: KeyboardEvent): void {
    const to = stepInTriangle(event.key, isThere ? stop : { row: 1, column: 0 }, classes.length);
    if (!to) return;
    event.preventDefault();
    setStop(to);
    table.current?.querySelector<HTMLElement>(`[data-cell="${to.row} ${to.column}"]`)?.focus();
  }

  return (
    <section className="field" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`} className="field-label">
        Together in the plan
      </h3>
      <p id={`${id}-hint`} className="hint">
        How many pictures show both. A press keeps the two apart, or lets them stand together again.
      </p>
      <div className="apart-matrix scroll">
        <table
          ref={table}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are reached by arrow keys is a grid
          role="grid"
          aria-label="Which classes stand together"
          aria-describedby={`${id}-hint`}
          onKeyDown={onKeyDown}
        >
          <thead>
            <tr>
              <td />
              {classes.slice(0, -1).map(({ id, promptName }) => (
                <th key={id} scope="col" translate="no">
                  <span>{promptName}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {classes.slice(1).map((one, at) => (
              <tr key={one.id}>
                <th scope="row" translate="no">
                  {one.promptName}
                </th>
                {classes.slice(0, at + 1).map((other, column) => {
                  const row = at + 1;
                  const key = pairKey(one.id, other.id);
                  const count = together.get(key) ?? 0;
                  const isApart = kept.has(key);
                  const isStop = isThere ? stop.row === row && stop.column === column : row === 1;
                  return (
                    <td key={other.id}>
                      <button
                        type="button"
                        className="apart-cell number"
                        data-cell={`${row} ${column}`}
                        tabIndex={isStop ? 0 : -1}
                        aria-pressed={isApart}
                        aria-label={`Keep ${one.promptName} and ${other.promptName} apart; together in ${count} of the plan`}
                        onFocus={() => setStop({ row, column })}
                        onClick={() => onChange(togglePair(apart, one.id, other.id))}
                      >
                        {isApart ? '✕' : count}
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
