import { useRef } from 'react';
import { useColumnName } from '../added/use-column-name.ts';
import { Swatch } from '../controls/swatch.tsx';
import { formatEvidence } from '../format.ts';
import { useLabelSet } from '../label-scope.tsx';
import { paintHeatmap } from '../paint/heatmap.ts';
import { findClass } from '../selectors.ts';
import { usePixels, useStudioState } from '../studio-context.tsx';
import { useScoredClassIds } from './probe/use-pixel-facts.ts';
import { fitGrid } from './viewport/fit.ts';
import { useBoxSize } from './viewport/use-box-size.ts';
import { useCanvas } from './viewport/use-canvas.ts';

const GAP = 12;
const CAPTION_HEIGHT = 28;

/** One heatmap a class, as large as the stage allows, with one scale for all. */
export function HeatmapGrid() {
  const classIds = useScoredClassIds();
  const frame = useRef<HTMLDivElement>(null);
  const box = useBoxSize(frame);
  const hasEvidence = useStudioState((state) => state.segmentation !== null);
  const { columns, side } = fitGrid(classIds.length, box, GAP, CAPTION_HEIGHT);
  return (
    <div className="heatmaps">
      <div ref={frame} className="heatmap-box">
        <div className="heatmap-grid" style={{ gridTemplateColumns: `repeat(${columns}, ${side}px)` }}>
          {side > 0 && classIds.map((classId, plane) => <Heatmap key={classId} {...{ classId, plane, side }} />)}
        </div>
      </div>
      <div className="heatmap-scale number" aria-hidden="true">
        0
        <ScaleBar />1
      </div>
      {hasEvidence && (
        <p className="hint heatmap-hint">“2× chance”: the model looked at a class twice as much as at random.</p>
      )}
    </div>
  );
}

interface HeatmapProps {
  readonly classId: number;
  readonly plane: number;
  readonly side: number;
}

function Heatmap({ classId, plane, side }: HeatmapProps) {
  const pixels = usePixels();
  const canvas = useRef<HTMLCanvasElement>(null);
  const label = findClass(useLabelSet(), classId);
  const presence = useStudioState((state) => state.segmentation?.presence.find((entry) => entry.classId === classId));
  useCanvas(canvas, () => {
    const scores = pixels.scores();
    if (!scores || plane >= scores.classIds.length) return null;
    const { width, height, values } = scores;
    return { width, height, paint: (rgba) => paintHeatmap(values, plane, rgba) };
  });
  const name = useColumnName()(classId);
  return (
    <figure className="heatmap">
      <canvas ref={canvas} role="img" aria-label={`Heatmap of ${name}`} style={{ width: side, height: side }} />
      <figcaption translate="no">
        {label && <Swatch classId={label.id} />}
        <span className="heatmap-name">{name}</span>
        {presence && (
          <span className={presence.present ? 'heatmap-evidence number' : 'absent-mark'}>
            {presence.present ? `${formatEvidence(presence.evidence)} chance` : 'absent'}
          </span>
        )}
      </figcaption>
    </figure>
  );
}

function ScaleBar() {
  const canvas = useRef<HTMLCanvasElement>(null);
  useCanvas(canvas, () => ({
    width: 256,
    height: 1,
    paint: (rgba) =>
      paintHeatmap(
        Uint8Array.from({ length: 256 }, (_, value) => value),
        0,
        rgba,
      ),
  }));
  return <canvas ref={canvas} className="heatmap-scale-bar" />;
}
