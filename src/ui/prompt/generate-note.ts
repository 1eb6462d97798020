import { sizeText } from '../../core/grid-size.ts';
import type { Job } from '../../studio/jobs/queue-state.ts';
import type { StudioState } from '../../studio/types.ts';
import { formatDuration, formatStepTime } from '../format.ts';
import { activeJob, generateBlocker } from '../selectors.ts';

const PHASES: Readonly<Record<Exclude<Job['state'], 'running'>, string>> = {
  queued: 'Waiting',
  encoding: 'Reading the prompt',
  decoding: 'Decoding the picture',
  refining: 'Refining attention',
  saving: 'Saving',
};

/** The line above the button: how far the picture is, else why none can be made, else what Generate would make. */
export function generateNote(state: StudioState): string {
  const job = activeJob(state);
  if (job) return progress(job);
  return generateBlocker(state) ?? queueBlocker(state) ?? plan(state);
}

/** Why Generate only adds to the queue. */
function queueBlocker({ queue, jobs }: StudioState): string | null {
  if (queue.isPaused && jobs.length > 0) return 'The queue is paused: Generate adds to it.';
  if (queue.isElsewhere) return 'Another tab makes pictures: Generate adds to its queue.';
  return null;
}

function plan({ draft: { steps, seed, quick, width, height }, pictureCount }: StudioState): string {
  const size = width !== undefined && height !== undefined ? `${sizeText({ width, height })} · ` : '';
  const way = `${size}${quick ? 'quick' : `${steps} steps`}`;
  return pictureCount === 1 ? `${way} · seed ${seed}` : `${pictureCount} pictures · ${way} · seeds from ${seed}`;
}

function progress({ state, step, steps, stepMs, remainingMs }: Job): string {
  if (state !== 'running') return PHASES[state];
  const timing = step > 0 ? ` · ${formatStepTime(stepMs)} a step · ${formatDuration(remainingMs)} left` : '';
  return `Step ${step} of ${steps}${timing}`;
}
