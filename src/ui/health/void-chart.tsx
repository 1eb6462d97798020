import { type DatasetHealth, VOID_BINS } from '../../core/review/dataset-health.ts';
import { MUCH_VOID } from '../../core/review/flag-pairs.ts';

const percent = (share: number) => `${Math.round(share * 100)}%`;

function binName(index: number): string {
  const from = VOID_BINS[index] ?? 0;
  const to = VOID_BINS[index + 1];
  return to === undefined ? `${percent(from)} and more` : `${percent(from)} … ${percent(to)}`;
}

/** How many pictures have how much void: a bar a row, its number beside it. */
export function VoidChart({ health: { voidHistogram } }: { readonly health: DatasetHealth }) {
  const most = Math.max(1, ...voidHistogram);
  return (
    <section aria-labelledby="health-void">
      <h3 id="health-void">Void share</h3>
      <table className="health-table health-void">
        <thead>
          <tr>
            <th scope="col">Void in the picture</th>
            <th scope="col">Pictures</th>
          </tr>
        </thead>
        <tbody>
          {voidHistogram.map((count, index) => (
            <tr key={VOID_BINS[index]}>
              <th scope="row" className="number">
                {binName(index)}
              </th>
              <td>
                <span className="health-bar">
                  <span className="number">{count}</span>
                  <span className="pixel-bar" aria-hidden="true">
                    <span
                      className={(VOID_BINS[index] ?? 0) >= MUCH_VOID ? 'pixel-fill health-fill-much' : 'pixel-fill'}
                      style={{ width: `${(100 * count) / most}%` }}
                    />
                  </span>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
