import { useCallback, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { Studio } from '../studio/types.ts';
import './styles.ts';
import { LazyDialogs } from './lists/lazy-dialogs.tsx';
import { ModelsDialog } from './models/models-dialog.tsx';
import { Notices } from './notices/notices.tsx';
import { ProgressAnnouncer } from './notices/progress-announcer.tsx';
import { PhotoDialog } from './photo/photo-dialog.tsx';
import { usePhotoDrop } from './photo/use-photo-drop.ts';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { NarrowShell } from './shell/narrow-shell.tsx';
import { ShortcutsDialog } from './shell/shortcuts-dialog.tsx';
import { useNarrow } from './shell/use-narrow.ts';
import { useShortcuts } from './shell/use-shortcuts.ts';
import { WideShell } from './shell/wide-shell.tsx';
import { StudioProvider } from './studio-context.tsx';
import { TopBar } from './topbar/top-bar.tsx';

interface AppProps {
  readonly studio: Studio;
  /** The screen met a bug: a good time to write what still waits to be stored. */
  readonly onCrash: () => void;
}

/** The whole screen over one studio. */
export function App({ studio, onCrash }: AppProps) {
  return (
    <ErrorBoundary onCrash={onCrash} onRebuilt={studio.actions.tellRebuilt}>
      {/* The screen is in English whatever the browser speaks: numbers, announcements, and left to right. */}
      <I18nProvider locale="en-US">
        <StudioProvider studio={studio}>
          <Screen />
        </StudioProvider>
      </I18nProvider>
    </ErrorBoundary>
  );
}

function Screen() {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isModelsOpen, setModelsOpen] = useState(false);
  const isNarrow = useNarrow();
  const showHelp = useCallback(() => setHelpOpen(true), []);
  useShortcuts(showHelp);
  const isPhotoOver = usePhotoDrop();
  return (
    <div className="screen">
      <TopBar onShowModels={() => setModelsOpen(true)} onShowShortcuts={showHelp} />
      {isNarrow ? <NarrowShell /> : <WideShell />}
      <Notices />
      <ProgressAnnouncer />
      {isPhotoOver && <p className="photo-drop">Drop a picture to make masks for it, or a list of prompts</p>}
      <ModelsDialog isOpen={isModelsOpen} onClose={() => setModelsOpen(false)} />
      <PhotoDialog />
      <LazyDialogs />
      <ShortcutsDialog isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}
