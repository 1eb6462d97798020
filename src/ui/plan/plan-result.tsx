import { Button } from 'react-aria-components';
import type { Plan } from '../../core/plan/types.ts';
import { Icon } from '../controls/icons.tsx';
import { Swatch } from '../controls/swatch.tsx';
import { ClassTags } from '../lists/class-tags.tsx';
import { Pages } from '../lists/pages.tsx';
import { findClass } from '../selectors.ts';
import { useStudioState } from '../studio-context.tsx';

interface PlanResultProps {
  readonly plan: Plan;
  readonly targets: Readonly<Record<number, number>>;
  readonly onSave: (format: 'json' | 'csv') => void;
}

/** What a plan comes to: where it falls short and why, pictures of each class, and every picture. */
export function PlanResult({ plan, targets, onSave }: PlanResultProps) {
  const labelSet = useStudioState((state) => state.labelSet);
  const { scenes, planned, shortfalls, notes } = plan;
  return (
    <div className="plan-result">
      {(shortfalls.length > 0 || notes.length > 0) && (
        <ul className="plan-notes" aria-label="Where the plan differs">
          {shortfalls.map(({ classId, message }) => (
            <li key={classId}>{message}</li>
          ))}
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <table className="rows-table counts-table" aria-label="Pictures of each class">
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col" className="cell-number">
              Asked
            </th>
            <th scope="col" className="cell-number">
              Planned
            </th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(planned).map(([key, count]) => (
            <tr key={key} data-off={count === targets[Number(key)] ? undefined : ''}>
              <th scope="row">
                <span className="pixel-name" translate="no">
                  <Swatch classId={Number(key)} />
                  {findClass(labelSet, Number(key))?.promptName ?? key}
                </span>
              </th>
              <td className="number cell-number">{targets[Number(key)] ?? 0}</td>
              <td className="number cell-number">{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="plan-scenes-table">
        <div className="plan-save">
          <Button className="button" onPress={() => onSave('json')}>
            <Icon name="download" />
            Save JSON
          </Button>
          <Button className="button" onPress={() => onSave('csv')}>
            <Icon name="download" />
            Save CSV
          </Button>
        </div>
        <Pages rows={scenes}>
          {(shown, first) => (
            <table className="rows-table" aria-label="Planned pictures">
              <thead>
                <tr>
                  <th scope="col">No.</th>
                  <th scope="col">Caption</th>
                  <th scope="col">Classes</th>
                </tr>
              </thead>
              <tbody>
                {shown.map(({ caption, classIds }, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a plan is made anew as a whole, and equal pictures may be in it
                  <tr key={first + i}>
                    <th scope="row" className="number">
                      {first + i + 1}
                    </th>
                    <td translate="no">{caption}</td>
                    <td>
                      <ClassTags classIds={classIds} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Pages>
      </div>
    </div>
  );
}
