import type { Job } from '../../studio/jobs/queue-state.ts';
import type { EngineState, StudioState } from '../../studio/types.ts';
import { activeJob } from '../selectors.ts';

/** Parts of a run that are worth a word to a listener. */
const QUARTERS = 4;

type LoadEvent = Extract<EngineState, { readonly phase: 'starting' }>['event'];

/**
 * What runs, for screen readers: changes at quarters only, so that nobody is talked over. At the end it says so: silence would
 * tell nothing.
 */
export function progressText(state: StudioState): string {
  const { engine, model, exporting } = state;
  if (engine.phase === 'starting') return loading(model.name, engine.event);
  const job = activeJob(state);
  const { made } = state.queue;
  const total = made + state.jobs.length;
  // Of many pictures the whole is worth a word, not each.
  if (job && total > 1) return atQuarters(`Generating ${total} pictures`, made, total);
  if (job) return generating(job);
  if (state.adding) return atQuarters('Adding a class', state.adding.step, state.adding.steps);
  if (exporting.phase === 'cancelling') return 'Cancelling the export';
  if (exporting.phase === 'running') return atQuarters('Exporting', exporting.done, exporting.total);
  return engine.phase === 'ready' ? 'Ready' : '';
}

function generating({ state, step, steps }: Job): string {
  if (state === 'refining' || state === 'saving') return 'Making the mask';
  if (state === 'decoding') return 'Decoding the picture';
  return atQuarters('Generating', state === 'running' ? step : 0, steps);
}

function atQuarters(what: string, done: number, total: number): string {
  const quarter = Math.floor((done / total || 0) * QUARTERS);
  return quarter === 0 ? what : `${what}: ${quarter * (100 / QUARTERS)} percent`;
}

function loading(name: string, event: LoadEvent): string {
  const isDownload = event?.kind === 'download';
  return atQuarters(`${name} is loading`, isDownload ? event.loadedBytes : 0, isDownload ? event.totalBytes : 0);
}
