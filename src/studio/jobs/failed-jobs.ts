import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { Failure } from '../../core/errors.ts';
import type { PhotoFile } from '../dependencies.ts';
import type { EngineControl } from '../models/engine-control.ts';
import type { NoticeRequest } from '../notices.ts';
import type { StudioBase } from '../studio-base.ts';
import type { QueueRequest } from './queue-state.ts';

/** What a job is made of. */
export interface JobRequest extends QueueRequest {
  /** Of one that was in the queue before. */
  readonly id?: string;
  /** A person's own picture: masks are made for it, and no picture. */
  readonly photo?: PhotoFile;
}

export interface FailedJobs {
  /** Says why a job brought no picture and what can be done about it. `session` is the engine's when the job started. */
  tell(request: JobRequest, failure: Failure, session: number): void;
  /** Makes the same picture again: same settings, same seed, same photo. */
  tryAgain(request: JobRequest): NonNullable<NoticeRequest['action']>;
}

/** These break the engine, not the job: the same settings can work after a restart. An aborted WASM heap serves no other call. */
const BREAKS_ENGINE: ReadonlySet<Failure['code']> = new Set(['worker-crashed', 'device-lost', 'out-of-memory']);

/** What the graphics device computes wrongly or in too few digits, and the CPU does not. */
const CPU_HELPS: ReadonlySet<Failure['code']> = new Set(['self-check-failed', 'number-overflow']);

export function createFailedJobs(
  { dependencies, store, notices, run }: Pick<StudioBase, 'dependencies' | 'store' | 'notices' | 'run'>,
  engine: EngineControl,
  parts: {
    /** Puts it before all that wait. */
    readonly again: (request: JobRequest) => void;
    /** Puts the settings into the prompt column and writes everything that waits. */
    readonly keepForNextVisit: (settings: GenerationSettings) => Promise<void>;
  },
): FailedJobs {
  const tryAgain: FailedJobs['tryAgain'] = (request) => ({
    label: 'Try again',
    run() {
      if (store.getState().engine.phase === 'failed') engine.restart();
      parts.again(request);
    },
  });

  const runOnCpu = (settings: GenerationSettings): NonNullable<NoticeRequest['action']> => ({
    label: 'Run on the CPU',
    run: () =>
      void run(async () => {
        await parts.keepForNextVisit(settings);
        dependencies.reloadWithBackend('wasm');
      }),
  });

  return {
    tryAgain,
    tell(request, failure, session) {
      if (failure.code === 'cancelled') return;
      const { engine: state } = store.getState();
      if (CPU_HELPS.has(failure.code) && state.phase === 'ready' && state.info.backend.kind === 'webgpu') {
        const message =
          `${failure.message} No picture was kept. Run on the CPU instead: the page loads anew with these settings and ` +
          `this seed in the prompt column.${request.photo ? ' Then choose the picture again.' : ''}`;
        notices.show({ tone: 'error', message, action: runOnCpu(request.settings) });
        return;
      }
      const isBroken = BREAKS_ENGINE.has(failure.code);
      if (isBroken) engine.recover(session, failure);
      notices.show({
        tone: 'error',
        message: isBroken ? `${failure.message} The picture was not finished; its settings are kept.` : failure.message,
        action: tryAgain(request),
      });
    },
  };
}
