import { queueRemainingMs } from '../../../studio/jobs/job-cost.ts';
import type { StudioState } from '../../../studio/types.ts';
import { formatDuration } from '../../format.ts';

/** How far the whole queue is, and how long it will take. */
export function queueProgress(state: StudioState): string {
  const { made } = state.queue;
  const total = made + state.jobs.length;
  const remainingMs = queueRemainingMs(state);
  const left = remainingMs === null ? '' : ` · about ${formatDuration(remainingMs)}${made > 0 ? ' left' : ''}`;
  const paused = state.queue.isPaused ? ' · paused' : '';
  return `${made} of ${total} made${left}${paused}`;
}
