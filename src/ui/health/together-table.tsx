import type { ExportHealth } from '../../studio/review/health-of.ts';
import { findClass } from '../selectors.ts';
import { ScrollBox } from './scroll-box.tsx';

/** In how many pictures two classes stand together: numbers on a ground that grows stronger with them. */
export function TogetherTable({ told: { health, labelSet } }: { readonly told: ExportHealth }) {
  const { classes, together } = health;
  const most = Math.max(1, ...together.flatMap((row, i) => row.filter((_, j) => i !== j)));
  const name = (id: number) => findClass(labelSet, id)?.promptName ?? `class ${id}`;
  return (
    <div>
      <h3 id="health-together">Together in a picture</h3>
      <ScrollBox labelledBy="health-together">
        <table className="health-table health-together" translate="no">
          <thead>
            <tr>
              <td />
              {classes.map(({ classId }) => (
                <th key={classId} scope="col">
                  {name(classId)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {classes.map(({ classId }, i) => (
              <tr key={classId}>
                <th scope="row">{name(classId)}</th>
                {classes.map(({ classId: other }, j) => {
                  const count = together[i]?.[j] ?? 0;
                  if (i === j)
                    return (
                      <td key={other} className="number health-own">
                        {count}
                      </td>
                    );
                  const strength = Math.round((45 * count) / most);
                  const background = `color-mix(in srgb, var(--accent) ${strength}%, transparent)`;
                  return (
                    <td key={other} className="number" style={{ background }}>
                      {count}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p className="hint">On the diagonal: pictures with the class at all.</p>
    </div>
  );
}
