import type { ModelInfo } from '../../rpc/contract.ts';
import type { QueuedModel } from '../../storage/queue/types.ts';
import type { StudioState } from '../types.ts';
import type { Job } from './queue-state.ts';

type QueueView = Pick<StudioState, 'engine' | 'jobs' | 'queue'>;

export function queuedModel({ id, name, unetSha256 }: ModelInfo): QueuedModel {
  return { id, name, sha256: unetSha256 };
}

/** Whether a job waits for another model than the one in use: made by that one it would be another picture. */
export function isForOtherModel({ model }: Job, engine: StudioState['engine']): boolean {
  if (!model || engine.phase !== 'ready') return false;
  const inUse = queuedModel(engine.info.model);
  return model.id !== inUse.id || model.sha256 !== inUse.sha256;
}

/** The job that the model in use would take next, were it this tab's turn; null where none may begin. */
export function runnableJob({ engine, jobs, queue }: QueueView, kind: 'picture' | 'photo'): Job | null {
  if (engine.phase !== 'ready' || queue.isPaused) return null;
  const isKind = (job: Job) => (job.upload === undefined) === (kind === 'picture');
  return jobs.find((job) => job.state === 'queued' && isKind(job) && !isForOtherModel(job, engine)) ?? null;
}

/** The job that begins when the running one has ended; null where none does. A photo needs no turn: only this tab has it. */
export function nextJob(state: QueueView): Job | null {
  const picture = state.queue.isElsewhere ? null : runnableJob(state, 'picture');
  const photo = runnableJob(state, 'photo');
  return picture && photo && photo.order < picture.order ? photo : (picture ?? photo);
}
