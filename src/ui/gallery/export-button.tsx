import { useId } from 'react';
import { Button } from 'react-aria-components';
import { Icon } from '../controls/icons.tsx';
import { useStudio, useStudioState } from '../studio-context.tsx';
import { exportIds } from './export-ids.ts';

/** Exports the selection, or all that has not been rejected, and says which. */
export function ExportButton() {
  const studio = useStudio();
  const count = useStudioState((state) => exportIds(state).length);
  const isSelection = useStudioState((state) => state.selection.length > 1);
  const exporting = useStudioState((state) => state.exporting);
  const noteId = useId();
  const isRunning = exporting.phase === 'running';
  const note = isRunning
    ? `${exporting.done} of ${exporting.total} written`
    : count === 0
      ? 'Nothing to export yet'
      : `${count} ${isSelection ? 'selected' : 'not rejected'} · VOC`;
  return (
    <div className="export">
      <Button
        className="button export-button"
        aria-describedby={noteId}
        isDisabled={isRunning || count === 0}
        onPress={() => studio.actions.exportDataset(exportIds(studio.getState()))}
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
