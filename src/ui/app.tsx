import { useCallback, useState } from 'react';
import type { Studio } from '../studio/types.ts';
import './tokens.css';
import './base.css';
import './controls/controls.css';
import './controls/slider.css';
import './controls/fold.css';
import './shell/shell.css';
import './topbar/top-bar.css';
import './prompt/prompt.css';
import './stage/stage.css';
import './stage/heatmap-grid.css';
import './stage/empty-stage.css';
import './tune/tune.css';
import './gallery/gallery.css';
import './notices/notices.css';
import { Notices } from './notices/notices.tsx';
import { ProgressAnnouncer } from './notices/progress-announcer.tsx';
import { NarrowShell } from './shell/narrow-shell.tsx';
import { ShortcutsDialog } from './shell/shortcuts-dialog.tsx';
import { useNarrow } from './shell/use-narrow.ts';
import { useShortcuts } from './shell/use-shortcuts.ts';
import { WideShell } from './shell/wide-shell.tsx';
import { StudioProvider } from './studio-context.tsx';
import { TopBar } from './topbar/top-bar.tsx';

/** The whole screen over one studio. */
export function App({ studio }: { readonly studio: Studio }) {
  return (
    <StudioProvider studio={studio}>
      <Screen />
    </StudioProvider>
  );
}

function Screen() {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const isNarrow = useNarrow();
  const showHelp = useCallback(() => setHelpOpen(true), []);
  useShortcuts(showHelp);
  return (
    <div className="screen">
      <TopBar onShowShortcuts={showHelp} />
      {isNarrow ? <NarrowShell /> : <WideShell />}
      <Notices />
      <ProgressAnnouncer />
      <ShortcutsDialog isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}
