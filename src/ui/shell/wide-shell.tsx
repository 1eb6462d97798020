import { Gallery } from '../gallery/gallery.tsx';
import { StageLabels } from '../label-scope.tsx';
import { PromptPanel } from '../prompt/prompt-panel.tsx';
import { Stage } from '../stage/stage.tsx';
import { useStudioState } from '../studio-context.tsx';
import { TunePanel } from '../tune/tune-panel.tsx';

/** Three columns over the filmstrip; or the gallery's grid in the place of prompt and filmstrip. */
export function WideShell() {
  const isGrid = useStudioState((state) => state.isGridOpen);
  return (
    <main className={isGrid ? 'wide-shell wide-shell-grid' : 'wide-shell'}>
      {isGrid ? <Gallery layout="grid" /> : <PromptPanel />}
      <StageLabels>
        <Stage />
        <TunePanel />
      </StageLabels>
      {!isGrid && <Gallery layout="strip" />}
    </main>
  );
}
