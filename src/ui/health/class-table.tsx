import type { ExportHealth } from '../../studio/review/health-of.ts';
import { cssColor } from '../controls/swatch.tsx';
import { formatShare } from '../format.ts';
import { findClass } from '../selectors.ts';
import { ScrollBox } from './scroll-box.tsx';
import { useSetColors } from './use-set-colors.ts';

/** Pictures and pixels of each class, with bars for the eye; the numbers are the table's own. */
export function ClassTable({ told }: { readonly told: ExportHealth }) {
  const { health, labelSet } = told;
  const colors = useSetColors(labelSet);
  const mostPictures = Math.max(1, ...health.classes.map(({ pictures }) => pictures));
  const all = health.pixels.background + health.pixels.void + health.pixels.classes;
  const mostPixels = Math.max(1, ...health.classes.map(({ pixels }) => pixels));
  return (
    <div>
      <h3 id="health-classes">Classes</h3>
      <ScrollBox labelledBy="health-classes">
        <table className="health-table health-classes" translate="no">
          <thead>
            <tr>
              <th scope="col">Class</th>
              <th scope="col">Pictures</th>
              <th scope="col" className="number">
                Train
              </th>
              <th scope="col" className="number">
                Val
              </th>
              <th scope="col" className="number">
                Absent
              </th>
              <th scope="col">Pixels</th>
            </tr>
          </thead>
          <tbody>
            {health.classes.map(({ classId, asked, pictures, train, val, pixels }) => {
              const color = colors.get(classId);
              const fill = color ? { backgroundColor: cssColor(color) } : {};
              return (
                <tr key={classId}>
                  <th scope="row">
                    <span className="pixel-name">
                      <span className="swatch" style={fill} aria-hidden="true" />
                      {findClass(labelSet, classId)?.promptName ?? `class ${classId}`}
                    </span>
                  </th>
                  <td>
                    <Bar text={String(pictures)} share={pictures / mostPictures} fill={fill} />
                  </td>
                  <td className="number">{train}</td>
                  <td className={val === 0 ? 'number health-lack' : 'number'}>{val}</td>
                  <td className={asked > pictures ? 'number health-lack' : 'number'}>
                    {Math.max(0, asked - pictures)}
                  </td>
                  <td>
                    <Bar text={formatShare(all > 0 ? pixels / all : 0)} share={pixels / mostPixels} fill={fill} />
                  </td>
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            <Rest name="background" count={health.pixels.background} all={all} />
            <Rest name="void" count={health.pixels.void} all={all} />
          </tfoot>
        </table>
      </ScrollBox>
      <AddedNote told={told} />
      <p className="hint">
        “Absent”: asked for, and without a pixel in the mask. Train and val are those of an export with nine parts in
        ten to train.
      </p>
    </div>
  );
}

/** Which classes some pictures got only afterwards. */
function AddedNote({ told: { health, labelSet } }: { readonly told: ExportHealth }) {
  const added = health.classes.filter((one) => one.added > 0);
  if (added.length === 0) return null;
  const named = added.map(
    ({ classId, added: count }) =>
      `${findClass(labelSet, classId)?.promptName ?? `class ${classId}`} in ${count} ${count === 1 ? 'picture' : 'pictures'}`,
  );
  return (
    <p className="hint" translate="no">
      Added afterwards: {named.join(', ')}.
    </p>
  );
}

function Bar(props: { readonly text: string; readonly share: number; readonly fill: { backgroundColor?: string } }) {
  return (
    <span className="health-bar">
      <span className="number">{props.text}</span>
      <span className="pixel-bar" aria-hidden="true">
        <span className="pixel-fill" style={{ width: `${props.share * 100}%`, ...props.fill }} />
      </span>
    </span>
  );
}

function Rest({
  name,
  count,
  all,
}: {
  readonly name: 'background' | 'void';
  readonly count: number;
  readonly all: number;
}) {
  return (
    <tr>
      <th scope="row">
        <span className="pixel-name">
          <span className={`swatch swatch-${name}`} aria-hidden="true" />
          {name}
        </span>
      </th>
      <td colSpan={4} />
      <td className="number">{formatShare(all > 0 ? count / all : 0)}</td>
    </tr>
  );
}
