import type { EngineState, StudioState } from '../../studio/types.ts';
import { activeJob } from '../selectors.ts';

/** Parts of a run that are worth a word to a listener. */
const QUARTERS = 4;

type LoadEvent = Extract<EngineState, { readonly phase: 'starting' }>['event'];

/** The run's progress for screen readers: changes at quarters only, so that nobody is talked over. */
export function progressText(state: StudioState): string {
  if (state.engine.phase === 'starting') return loading(state.model.name, state.engine.event);
  const job = activeJob(state);
  if (!job) return '';
  if (job.state !== 'running' || job.steps === 0) return job.state === 'encoding' ? 'Generating' : 'Making the mask';
  const quarter = Math.floor((job.step / job.steps) * QUARTERS);
  return quarter === 0 ? 'Generating' : `Generating: ${quarter * (100 / QUARTERS)} percent`;
}

function loading(name: string, event: LoadEvent): string {
  const quarter = event?.kind === 'download' ? Math.floor((event.loadedBytes / event.totalBytes || 0) * QUARTERS) : 0;
  return quarter === 0 ? `${name} is loading` : `${name} is loading: ${quarter * (100 / QUARTERS)} percent`;
}
