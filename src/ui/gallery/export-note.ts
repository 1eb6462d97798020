import { formatOf } from '../../core/dataset/formats/registry.ts';
import { offeredPairs, pairsOf } from '../../studio/export/pairs-to-export.ts';
import type { StudioState } from '../../studio/types.ts';
import { formatDuration } from '../format.ts';

/** What the export button would write, in the words beside it. */
export function exportNote(state: Pick<StudioState, 'pairs' | 'selection' | 'exportChoice' | 'exporting'>): string {
  const { pairs, exporting } = state;
  if (exporting.phase === 'cancelling') return 'Cancelling';
  if (exporting.phase === 'running') {
    const { done, total, remainingMs } = exporting;
    const left = remainingMs === null ? '' : ` · ${formatDuration(remainingMs)} left`;
    return `${done} of ${total} pairs${left}`;
  }
  if (pairs.length === 0) return 'Nothing to export yet';
  const choice = offeredPairs(state);
  const count = pairsOf(choice, state).length;
  if (count === 0) return choice === 'accepted' ? 'No picture is accepted yet' : 'All pictures are rejected';
  const what = count === 1 ? '1 pair' : `${count} pairs`;
  const format = formatOf(state.exportChoice.format).label;
  if (choice === 'selected') return `${what} selected · ${format}`;
  if (choice === 'accepted') return `${what} accepted · ${format}`;
  const rejected = pairs.length - count;
  return rejected > 0 ? `${what}, without ${rejected} rejected · ${format}` : `${what} · ${format}`;
}
