import { pairClassIds } from '../../core/pair-classes.ts';
import { useClassColors } from '../class-colors.ts';
import { cssColor, Swatch } from '../controls/swatch.tsx';
import { formatShare } from '../format.ts';
import { useLabelSet } from '../label-scope.tsx';
import { findClass, maskClassIds, selectedPair } from '../selectors.ts';
import { useStudioState } from '../studio-context.tsx';
import { pixelShares } from './pixel-shares.ts';

/** Pixels per class, background and void: bars for the eye, the same numbers as a table. */
export function PixelTable() {
  const counts = useStudioState((state) => state.segmentation?.pixels);
  const pair = useStudioState(selectedPair);
  const labelSet = useLabelSet();
  const colors = useClassColors();
  if (!counts || !pair) return null;
  const rows = pixelShares(counts, maskClassIds(pairClassIds(pair), counts), labelSet);
  const barColor = (classId: number | undefined) => {
    const color = classId === undefined ? undefined : colors.get(classId);
    return color ? { backgroundColor: cssColor(color) } : {};
  };
  return (
    <table className="pixel-table" translate="no">
      <caption>Pixels</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Class</th>
          <th scope="col">Pixels</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, classId, pixels, share }) => {
          const label = classId === null ? null : findClass(labelSet, classId);
          return (
            <tr key={key}>
              <th scope="row">
                <span className="pixel-name">
                  {label ? <Swatch classId={label.id} /> : <span className={`swatch swatch-${key}`} />}
                  {name}
                </span>
                <span className="pixel-bar" aria-hidden="true">
                  <span
                    className={label ? 'pixel-fill' : `pixel-fill swatch-${key}`}
                    style={{ width: `${share * 100}%`, ...barColor(label?.id) }}
                  />
                </span>
              </th>
              <td className="number">{pixels.toLocaleString('en')}</td>
              <td className="number">{formatShare(share)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
