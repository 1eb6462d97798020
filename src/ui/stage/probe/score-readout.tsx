import { useSyncExternalStore } from 'react';
import { BACKGROUND_ID, VOID_ID } from '../../../core/segmentation/types.ts';
import { Swatch } from '../../controls/swatch.tsx';
import { findClass } from '../../selectors.ts';
import { usePixels, useStudioState } from '../../studio-context.tsx';
import type { Size } from '../viewport/fit.ts';
import { rankedScores } from './ranked-scores.ts';
import type { ProbePoint } from './use-probe.ts';

interface ScoreReadoutProps {
  readonly point: ProbePoint;
  readonly picture: Size;
}

/** Ranked class scores at one pixel, in a card that keeps to the corner away from it. */
export function ScoreReadout({ point, picture }: ScoreReadoutProps) {
  const pixels = usePixels();
  const labelSet = useStudioState((state) => state.labelSet);
  useSyncExternalStore(pixels.subscribe, () => pixels.version());
  const scores = pixels.scores();
  if (!scores) return null;
  const ranked = rankedScores(scores, point, picture.width, picture.height).slice(0, 6);
  const name = (id: number) => findClass(labelSet, id)?.promptName ?? `class ${id}`;
  const mask = pixels.mask();
  const id = mask?.ids[point.y * mask.width + point.x];
  const verdict =
    id === undefined ? 'forming' : id === VOID_ID ? 'void' : id === BACKGROUND_ID ? 'background' : name(id);
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
        {ranked.map(({ classId, score }) => {
          const label = findClass(labelSet, classId);
          return (
            <li key={classId}>
              {label && <Swatch classId={label.id} />}
              <span className="readout-name">{name(classId)}</span>
              <span className="readout-bar" aria-hidden="true">
                <span style={{ width: `${score * 100}%` }} />
              </span>
              <span className="number">{score.toFixed(2)}</span>
            </li>
          );
        })}
      </ul>
      <p className="visually-hidden" aria-live="polite">
        {point.by === 'keyboard' &&
          `${point.x}, ${point.y}: ${verdict}. ${ranked.map((entry) => `${name(entry.classId)} ${entry.score.toFixed(2)}`).join(', ')}`}
      </p>
    </aside>
  );
}
