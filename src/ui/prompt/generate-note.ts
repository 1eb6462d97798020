import type { Job, StudioState } from '../../studio/types.ts';
import { formatDuration, formatStepTime } from '../format.ts';
import { activeJob, generateBlocker } from '../selectors.ts';

const PHASES: Readonly<Record<Exclude<Job['state'], 'running'>, string>> = {
  queued: 'Waiting',
  encoding: 'Reading the prompt',
  refining: 'Refining attention',
  saving: 'Saving',
};

/** The line above the button: how far the picture is, else why none can be made, else what Generate would make. */
export function generateNote(state: StudioState): string {
  const job = activeJob(state);
  if (job) return progress(job);
  return generateBlocker(state) ?? `${state.draft.steps} steps · seed ${state.draft.seed}`;
}

function progress({ state, step, steps, stepMs, remainingMs }: Job): string {
  if (state !== 'running') return PHASES[state];
  const timing = step > 0 ? ` · ${formatStepTime(stepMs)} a step · ${formatDuration(remainingMs)} left` : '';
  return `Step ${step} of ${steps}${timing}`;
}
