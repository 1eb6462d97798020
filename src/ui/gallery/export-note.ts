import { pairsToExport } from '../../studio/gallery/pairs-to-export.ts';
import type { StudioState } from '../../studio/types.ts';
import { formatDuration } from '../format.ts';

/** What the export button would write, in the words beside it. */
export function exportNote(state: Pick<StudioState, 'pairs' | 'selection' | 'exporting'>): string {
  const { pairs, selection, exporting } = state;
  if (exporting.phase === 'cancelling') return 'Cancelling';
  if (exporting.phase === 'running') {
    const { done, total, remainingMs } = exporting;
    const left = remainingMs === null ? '' : ` · ${formatDuration(remainingMs)} left`;
    return `${done} of ${total} pairs${left}`;
  }
  const count = pairsToExport(state).length;
  if (pairs.length === 0) return 'Nothing to export yet';
  if (count === 0) return 'All pictures are rejected';
  const what = count === 1 ? '1 pair' : `${count} pairs`;
  if (selection.length > 1) return `${what} selected · Pascal VOC`;
  const rejected = pairs.length - count;
  return rejected > 0 ? `${what}, without ${rejected} rejected · Pascal VOC` : `${what} · Pascal VOC`;
}
