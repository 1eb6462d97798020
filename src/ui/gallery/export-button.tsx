import { useId } from 'react';
import { Button } from 'react-aria-components';
import { pairsToExport } from '../../studio/gallery/pairs-to-export.ts';
import { Icon } from '../controls/icons.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';
import { exportNote } from './export-note.ts';

/** Exports the selection, or all that has not been rejected, and says which. */
export function ExportButton() {
  const actions = useActions();
  const isEmpty = useStudioState((state) => pairsToExport(state).length === 0);
  const note = useStudioState(exportNote);
  const exporting = useStudioState((state) => state.exporting);
  const noteId = useId();
  const isRunning = exporting.phase === 'running';
  return (
    <div className="export">
      <Button
        className="button export-button"
        aria-describedby={noteId}
        isDisabled={isRunning || isEmpty}
        onPress={() => actions.exportDataset()}
      >
        <Icon name="download" />
        Export dataset
      </Button>
      <p id={noteId} className="export-note number">
        {note}
      </p>
      {isRunning && (
        <progress className="export-progress" aria-label="Export" max={exporting.total} value={exporting.done} />
      )}
    </div>
  );
}
