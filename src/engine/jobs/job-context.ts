import type { Provenance } from '../../core/dataset/types.ts';
import { StudioError } from '../../core/errors.ts';
import type { GenerateEvent } from '../../rpc/contract.ts';
import type { LoadedModel } from '../load/load-model.ts';

/** What a job, a picture or a capture, takes from its surroundings. */
export interface JobContext {
  readonly model: LoadedModel;
  readonly provenance: Omit<Provenance, 'prompt' | 'classPrompt' | 'createdAt' | 'upload'>;
  /** The first job on this model: what it captures is checked after one call, not after all of them. */
  readonly isFirstUse: boolean;
  readonly emit: (event: GenerateEvent) => void;
  /** Aborted by a cancel. */
  readonly signal: AbortSignal;
  /** Lets the thread take messages (a cancel among them) between steps. */
  readonly yieldToMessages: () => Promise<void>;
  readonly nowMs: () => number;
  /** Null: pairs tell no time. */
  readonly now: () => Date | null;
  /** False: nobody looks on, so there are no live views, which cost as much as a small model's call. Missing: somebody does. */
  readonly isWatched?: boolean;
}

/** Lets messages in. @throws StudioError `cancelled` if one of them stopped the job */
export async function takeMessages({ yieldToMessages, signal }: JobContext): Promise<void> {
  await yieldToMessages();
  if (signal.aborted) throw stopped();
}

/**
 * The result of work that cannot be broken off itself: a cancel is answered at once, and the work goes on for the next job.
 * @throws StudioError `cancelled`, and as `work`
 */
export function unlessCancelled<T>(work: Promise<T>, { signal }: JobContext): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(stopped());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

const stopped = () => new StudioError({ code: 'cancelled', message: 'Stopped.' });

/** The moment as provenances have it. */
export function timeOf({ now }: JobContext): { readonly createdAt?: string } {
  const moment = now();
  return moment ? { createdAt: moment.toISOString() } : {};
}

/** Counts a job's calls and tells each with its time and the time that the rest will take. */
export class StepClock {
  readonly #context: JobContext;
  readonly #jobId: string;
  readonly #steps: number;
  readonly #firstMs: number;
  #lastMs: number;
  #done = 0;

  constructor(context: JobContext, jobId: string, steps: number) {
    this.#context = context;
    this.#jobId = jobId;
    this.#steps = steps;
    this.#firstMs = context.nowMs();
    this.#lastMs = this.#firstMs;
  }

  /** @returns the number of steps done */
  tick(): number {
    const { emit, nowMs } = this.#context;
    const now = nowMs();
    const stepMs = now - this.#lastMs;
    this.#lastMs = now;
    this.#done++;
    const remainingMs = ((now - this.#firstMs) / this.#done) * (this.#steps - this.#done);
    emit({ kind: 'step', jobId: this.#jobId, step: this.#done, steps: this.#steps, stepMs, remainingMs });
    return this.#done;
  }

  get isLast(): boolean {
    return this.#done === this.#steps;
  }
}
