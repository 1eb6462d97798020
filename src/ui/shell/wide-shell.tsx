import { Gallery } from '../gallery/gallery.tsx';
import { PromptPanel } from '../prompt/prompt-panel.tsx';
import { Stage } from '../stage/stage.tsx';
import { TunePanel } from '../tune/tune-panel.tsx';

/** Three columns over the filmstrip. */
export function WideShell() {
  return (
    <main className="wide-shell">
      <PromptPanel />
      <Stage />
      <TunePanel />
      <Gallery layout="strip" />
    </main>
  );
}
