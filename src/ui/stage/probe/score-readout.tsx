import { useSyncExternalStore } from 'react';
import { BACKGROUND_ID, VOID_ID } from '../../../core/segmentation/types.ts';
import { useColumnName } from '../../added/use-column-name.ts';
import { Swatch } from '../../controls/swatch.tsx';
import { useLabelSet } from '../../label-scope.tsx';
import { findClass } from '../../selectors.ts';
import { usePixels } from '../../studio-context.tsx';
import type { Size } from '../viewport/fit.ts';
import { type RankedScore, rankedScores } from './ranked-scores.ts';
import type { ProbePoint } from './use-probe.ts';

interface ScoreReadoutProps {
  /** Null: nobody reads scores now. */
  readonly point: ProbePoint | null;
  readonly picture: Size;
}

/** Class scores at one pixel: on a card, and read out where arrow keys led there. */
export function ScoreReadout({ point, picture }: ScoreReadoutProps) {
  const readout = useReadout(point, picture);
  return (
    <>
      {/* The live region is there before its words are, and stays: else the first of them would not be read out. */}
      <p className="visually-hidden" aria-live="polite" translate="no">
        {readout && point?.by === 'keyboard' ? spoken(readout) : ''}
      </p>
      {readout && <ScoreCard readout={readout} />}
    </>
  );
}

interface Readout {
  readonly point: ProbePoint;
  readonly picture: Size;
  /** What the mask says. */
  readonly verdict: string;
  /** Highest first. */
  readonly ranked: readonly (RankedScore & { readonly name: string; readonly isKnown: boolean })[];
}

function useReadout(point: ProbePoint | null, picture: Size): Readout | null {
  const pixels = usePixels();
  const labelSet = useLabelSet();
  const nameOf = useColumnName();
  useSyncExternalStore(pixels.subscribe, () => pixels.version());
  const scores = pixels.scores();
  if (!scores || !point) return null;
  const ranked = rankedScores(scores, point, picture.width, picture.height)
    .slice(0, 6)
    .map((entry) => ({ ...entry, name: nameOf(entry.classId), isKnown: findClass(labelSet, entry.classId) !== null }));
  const mask = pixels.mask();
  const id = mask?.ids[point.y * mask.width + point.x];
  const verdict =
    id === undefined ? 'forming' : id === VOID_ID ? 'void' : id === BACKGROUND_ID ? 'background' : nameOf(id);
  return { point, picture, verdict, ranked };
}

function spoken({ point, verdict, ranked }: Readout): string {
  return `${point.x}, ${point.y}: ${verdict}. ${ranked.map(({ name, score }) => `${name} ${score.toFixed(2)}`).join(', ')}`;
}

/** Keeps to the corner away from the pixel. */
function ScoreCard({ readout: { point, picture, verdict, ranked } }: { readonly readout: Readout }) {
  const side = point.x > picture.width / 2 ? 'left' : 'right';
  return (
    <aside className={`readout readout-${side}`} aria-label="Scores at this pixel" translate="no">
      <p className="readout-head number">
        <strong>{verdict}</strong>
        <span>
          {point.x}, {point.y}
        </span>
      </p>
      <ul>
        {ranked.map(({ classId, score, name, isKnown }) => (
          <li key={classId}>
            {isKnown && <Swatch classId={classId} />}
            <span className="readout-name">{name}</span>
            <span className="readout-bar" aria-hidden="true">
              <span style={{ width: `${score * 100}%` }} />
            </span>
            <span className="number">{score.toFixed(2)}</span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
