import { useState } from 'react';
import { type TabItem, TabStrip, tabId } from '../controls/tab-strip.tsx';
import { Gallery } from '../gallery/gallery.tsx';
import { StageLabels } from '../label-scope.tsx';
import { PromptPanel } from '../prompt/prompt-panel.tsx';
import { Stage } from '../stage/stage.tsx';
import { TunePanel } from '../tune/tune-panel.tsx';

type Area = 'prompt' | 'tune' | 'gallery';

const AREAS: readonly TabItem<Area>[] = [
  { id: 'prompt', label: 'Prompt' },
  { id: 'tune', label: 'Tune' },
  { id: 'gallery', label: 'Gallery' },
];

const PANEL_ID = 'area-panel';

/** The stage stays at the top; the columns become tabs below it. */
export function NarrowShell() {
  const [area, setArea] = useState<Area>('prompt');
  return (
    <main className="narrow-shell">
      <div className="narrow-top">
        <StageLabels>
          <Stage />
        </StageLabels>
        <TabStrip label="Area" tabs={AREAS} selected={area} onSelect={setArea} panelId={PANEL_ID} className="areas" />
      </div>
      <div id={PANEL_ID} className="area-panel" role="tabpanel" aria-labelledby={tabId(PANEL_ID, area)}>
        {area === 'prompt' && <PromptPanel />}
        {area === 'tune' && (
          <StageLabels>
            <TunePanel />
          </StageLabels>
        )}
        {area === 'gallery' && <Gallery layout="grid" />}
      </div>
    </main>
  );
}
