import type { GenerationSettings } from '../../core/dataset/types.ts';
import { guidedShare } from '../../core/diffusion/guided-timesteps.ts';
import type { StudioState } from '../types.ts';
import { isForOtherModel } from './next-job.ts';
import type { Job } from './queue-state.ts';

/** How many of the last pictures the pace is taken from: enough to be calm, few enough to follow a machine that got busy. */
const REMEMBERED = 8;

/** Calls of the UNet that a picture takes, by rows: guidance computes two a step, where it is applied. Photos have no trajectory. */
export function jobCalls(settings: GenerationSettings, isPhoto = false): number {
  const { steps, renoiseTimesteps } = settings;
  return (isPhoto ? 0 : steps * (1 + guidedShare(settings))) + (renoiseTimesteps?.length ?? (isPhoto ? 1 : 0));
}

/** Measures what a call takes, with all that a picture needs besides. */
export function createPace(): { note(ms: number, calls: number): number; forget(): void } {
  let last: { readonly ms: number; readonly calls: number }[] = [];
  return {
    note(ms, calls) {
      last = [...last, { ms, calls }].slice(-REMEMBERED);
      return last.reduce((sum, one) => sum + one.ms, 0) / last.reduce((sum, one) => sum + one.calls, 0);
    },
    forget() {
      last = [];
    },
  };
}

/** Until all is made that the model in use can make; null where there is nothing of that, or nothing to go by. */
export function queueRemainingMs({ engine, jobs, queue }: StudioState): number | null {
  const waiting = jobs.filter((job) => !isForOtherModel(job, engine));
  const running = waiting.find(({ state }) => state !== 'queued');
  const msPerCall = queue.msPerCall ?? (running && stepPace(running));
  if (!msPerCall || waiting.length === 0) return null;
  const remaining = waiting.map((job) =>
    job.stepMs > 0 ? job.remainingMs : msPerCall * jobCalls(job.settings, job.upload !== undefined),
  );
  return remaining.reduce((sum, ms) => sum + ms, 0);
}

function stepPace({ stepMs, settings }: Job): number {
  return stepMs / (1 + guidedShare(settings));
}
