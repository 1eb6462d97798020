import { useEffect, useRef } from 'react';
import type { ClassHealth } from '../../core/review/dataset-health.ts';
import { PLACE_SIDE } from '../../core/review/place-grids.ts';
import type { ExportHealth } from '../../studio/review/health-of.ts';
import { formatShare } from '../format.ts';
import { paintHeatmap } from '../paint/heatmap.ts';
import { findClass } from '../selectors.ts';
import { placeShares } from './place-shares.ts';

/** Where the objects of each class lie, over all pictures: a map for the eye, and thirds of the picture as a table. */
export function PlaceMaps({ told: { health, labelSet } }: { readonly told: ExportHealth }) {
  const placed = health.classes.filter(({ placed }) => placed > 0);
  if (placed.length === 0) return null;
  return (
    <section aria-labelledby="health-places">
      <h3 id="health-places">Where objects lie</h3>
      <ul className="place-maps">
        {placed.map((entry) => (
          <li key={entry.classId}>
            <PlaceMap entry={entry} name={findClass(labelSet, entry.classId)?.promptName ?? `class ${entry.classId}`} />
          </li>
        ))}
      </ul>
      <p className="hint">Each map by itself: the brightest cell is where the class lies most often.</p>
    </section>
  );
}

const ROWS = ['Top', 'Middle', 'Bottom'] as const;

function PlaceMap({ entry: { places, placed }, name }: { readonly entry: ClassHealth; readonly name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const most = Math.max(...places);
    const scores = Uint8Array.from(places, (share) => (most > 0 ? Math.round((255 * share) / most) : 0));
    const image = new ImageData(PLACE_SIDE, PLACE_SIDE);
    paintHeatmap(scores, 0, image.data);
    context.putImageData(image, 0, 0);
  }, [places]);
  return (
    <figure className="place-map">
      <div aria-hidden="true">
        <canvas ref={canvas} width={PLACE_SIDE} height={PLACE_SIDE} />
      </div>
      <figcaption>
        <span translate="no">{name}</span> <span className="hint number">{placed} pictures</span>
      </figcaption>
      <table className="visually-hidden">
        <caption>Where {name} lies</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">Left</th>
            <th scope="col">Centre</th>
            <th scope="col">Right</th>
          </tr>
        </thead>
        <tbody>
          {placeShares(places).map((row, index) => (
            <tr key={ROWS[index]}>
              <th scope="row">{ROWS[index]}</th>
              {row.map((share, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
                <td key={column}>{formatShare(share)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
