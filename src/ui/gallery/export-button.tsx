import { useEffect, useId, useRef } from 'react';
import { Button } from 'react-aria-components';
import { isExporting } from '../../studio/export/is-exporting.ts';
import { Icon } from '../controls/icons.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';
import { exportNote } from './export-note.ts';

/** Opens the export, and says what it would take; while one runs, how far it is. */
export function ExportButton() {
  const actions = useActions();
  const isEmpty = useStudioState((state) => state.pairs.length === 0);
  const note = useStudioState(exportNote);
  const exporting = useStudioState((state) => state.exporting);
  const isRunning = useStudioState(isExporting);
  const noteId = useId();
  const exportButton = useRef<HTMLButtonElement>(null);
  const focusGoesBack = useRef(false);
  useEffect(() => {
    // The button that was pressed is gone: the keyboard goes on where the export began.
    if (!isRunning && focusGoesBack.current) exportButton.current?.focus();
    focusGoesBack.current = false;
  }, [isRunning]);
  return (
    <div className="export">
      <Button
        ref={exportButton}
        className="button export-button"
        aria-describedby={noteId}
        isDisabled={isRunning || isEmpty}
        onPress={() => actions.showExport(true)}
      >
        <Icon name="download" />
        Export dataset
      </Button>
      <div className="export-state">
        <p id={noteId} className="export-note number">
          {note}
        </p>
        {isRunning && (
          <Button
            className="button button-quiet button-small export-cancel"
            aria-label="Cancel the export"
            isDisabled={exporting.phase === 'cancelling'}
            onPress={() => {
              focusGoesBack.current = true;
              actions.cancelExport();
            }}
          >
            Cancel
          </Button>
        )}
      </div>
      {isRunning && (
        <progress className="export-progress" aria-label="Export" max={exporting.total} value={exporting.done} />
      )}
    </div>
  );
}
