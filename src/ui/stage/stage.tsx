import { useState } from 'react';
import { tabId } from '../controls/tab-strip.tsx';
import { activeJob, selectedPair } from '../selectors.ts';
import { useStudioState } from '../studio-context.tsx';
import { BrushBar } from './brush/brush-bar.tsx';
import { CompareBar } from './compare/compare-bar.tsx';
import { EmptyStage } from './empty-stage.tsx';
import { EngineFailure } from './engine-failure.tsx';
import { HeatmapGrid } from './heatmap-grid.tsx';
import { Legend } from './legend/legend.tsx';
import { usePictureSize, usePixelKinds } from './probe/use-pixel-facts.ts';
import { ProgressLine } from './progress-line.tsx';
import { STAGE_PANEL_ID, StageToolbar } from './stage-toolbar.tsx';
import { Viewport, type ViewportProps } from './viewport/viewport.tsx';

/** The centre: the picture, its mask and its heatmaps. */
export function Stage() {
  const [scale, setScale] = useState(1);
  const [share, setShare] = useState(0.5);
  const tab = useStudioState((state) => state.stageTab);
  const hasSubject = useStudioState((state) => selectedPair(state) !== null || activeJob(state) !== null);
  const engine = useStudioState((state) => state.engine);
  const error = engine.phase === 'failed' ? engine.error : null;
  return (
    <section className="stage" aria-label="Stage">
      {hasSubject && <StageToolbar scale={scale} />}
      <ProgressLine />
      {error && hasSubject && <EngineFailure error={error} isBanner />}
      <BrushBar />
      {hasSubject && <CompareBar share={share} onShare={setShare} />}
      {hasSubject ? (
        <div id={STAGE_PANEL_ID} className="stage-panel" role="tabpanel" aria-labelledby={tabId(STAGE_PANEL_ID, tab)}>
          <StageContent onScale={setScale} share={share} onShare={setShare} />
        </div>
      ) : (
        <div className="stage-panel">
          <StageStart />
        </div>
      )}
      {hasSubject && <Legend />}
      <p id="picture-help" className="visually-hidden">
        Arrow keys move a crosshair that reads the class scores; with Shift, eight pixels at a time.
      </p>
      <p id="brush-help" className="visually-hidden">
        Arrow keys move the brush, with Shift eight pixels at a time. Space paints once; Enter puts the brush down and
        lifts it, and arrow keys draw in between.
      </p>
    </section>
  );
}

function StageContent({ onScale, share, onShare }: Omit<ViewportProps, 'picture'>) {
  const tab = useStudioState((state) => state.stageTab);
  const isWatching = useStudioState((state) => selectedPair(state) === null);
  const picture = usePictureSize();
  const kinds = usePixelKinds();
  if (tab === 'heatmaps') {
    return kinds.scores ? <HeatmapGrid /> : <Waiting text="Heatmaps form from the first steps on." />;
  }
  if (tab === 'mask' && !kinds.mask) {
    return <Waiting text={isWatching ? 'The mask is made when the picture is finished.' : 'Reading the mask…'} />;
  }
  return (
    <>
      <Viewport {...{ picture, onScale, share, onShare }} />
      {!kinds.picture && (
        <Waiting text={isWatching ? 'The first estimate appears in a moment.' : 'Reading the picture…'} />
      )}
    </>
  );
}

function StageStart() {
  const engine = useStudioState((state) => state.engine);
  const isLoaded = useStudioState((state) => state.galleryLoaded);
  const hasPairs = useStudioState((state) => state.pairs.length > 0);
  if (engine.phase === 'failed') return <EngineFailure error={engine.error} isBanner={false} />;
  if (!isLoaded) return null;
  if (hasPairs) return <Waiting text="Choose a picture in the gallery, or generate a new one." />;
  return <EmptyStage />;
}

function Waiting({ text }: { readonly text: string }) {
  return <p className="stage-waiting">{text}</p>;
}
