import type { GenerationSettings } from '../core/dataset/types.ts';
import type { Failure } from '../core/errors.ts';
import type { GenerateEvent, GenerateRequest } from '../rpc/contract.ts';
import { expectedShape } from './defaults.ts';
import type { EngineControl } from './engine-control.ts';
import { fitTuning } from './fit-tuning.ts';
import type { KeepPair } from './keep-pair.ts';
import { pickClasses } from './preview-prompt.ts';
import type { StageSelection } from './stage-selection.ts';
import type { StudioBase } from './studio-base.ts';
import type { Job } from './types.ts';

export interface JobQueue {
  enqueue(settings: GenerationSettings, place?: 'last' | 'first'): void;
  /** Without an id: the running job, or the one that would run next. */
  stop(jobId?: string): void;
}

/** These break the engine, not the job: the same settings can work after a restart. */
const BREAKS_ENGINE: ReadonlySet<Failure['code']> = new Set(['worker-crashed', 'device-lost']);

/** Generates pictures one at a time, first in, first out. */
export function createJobQueue(
  { dependencies, store, notices, run, pixels }: StudioBase,
  engine: EngineControl,
  selection: StageSelection,
  keepPair: KeepPair,
): JobQueue {
  const { engine: client, newId } = dependencies;
  let runningId: string | null = null;

  function patch(id: string, change: Partial<Job>): void {
    store.setState(({ jobs }) => ({ jobs: jobs.map((job) => (job.id === id ? { ...job, ...change } : job)) }));
  }

  function drop(id: string): void {
    store.setState(({ jobs }) => ({ jobs: jobs.filter((job) => job.id !== id) }));
  }

  function enqueue(settings: GenerationSettings, place: 'last' | 'first' = 'last'): void {
    const job: Job = {
      id: newId(),
      state: 'queued',
      settings,
      step: 0,
      steps: settings.steps,
      stepMs: 0,
      remainingMs: 0,
    };
    store.setState(({ jobs }) => {
      const started = jobs.filter(({ state }) => state !== 'queued').length;
      return { jobs: jobs.toSpliced(place === 'first' ? started : jobs.length, 0, job) };
    });
    startNext();
  }

  function startNext(): void {
    const { engine: state, jobs } = store.getState();
    const job = jobs.find((candidate) => candidate.state === 'queued');
    if (runningId !== null || state.phase !== 'ready' || !job) return;
    runningId = job.id;
    patch(job.id, { state: 'encoding' });
    const { model } = state.info;
    void run(() => runJob(job, expectedShape(model, job.settings.steps))).then(() => {
      runningId = null;
      startNext();
    });
  }

  async function runJob(job: Job, shape: ReturnType<typeof expectedShape>): Promise<void> {
    const session = engine.session();
    let finished: Parameters<StageSelection['jobEnded']>[0] = null;
    try {
      const { tuning: current, recordShape, labelSet } = store.getState();
      const { tuning } = fitTuning(current, shape, recordShape);
      const classes = pickClasses(job.settings, labelSet);
      const request: GenerateRequest = { jobId: job.id, settings: job.settings, classes, tuning };
      selection.jobStarted(request, shape);
      const result = await client.generate(request, (event) => follow(job.id, event));
      if (result.ok) {
        engine.pictureDone();
        patch(job.id, { state: 'saving' });
        const { picture, record } = result.value;
        const watched = selection.isWatching();
        await keepPair(job.settings, result.value, watched ? store.getState() : { tuning, recordShape: shape });
        finished = { id: job.id, picture, record };
      } else fail(job.settings, result.error, session);
    } finally {
      drop(job.id);
      selection.jobEnded(finished);
    }
  }

  function follow(jobId: string, event: GenerateEvent): void {
    if (event.kind === 'estimate') pixels.setLivePicture(event.picture);
    else if (event.kind === 'heatmaps') pixels.setLiveHeatmaps(event.heatmaps);
    else if (event.kind === 'step') {
      const { step, steps, stepMs, remainingMs } = event;
      patch(jobId, { state: 'running', step, steps, stepMs, remainingMs });
    } else patch(jobId, { state: event.kind });
  }

  function fail(settings: GenerationSettings, failure: Failure, session: number): void {
    if (failure.code === 'cancelled') return;
    if (!BREAKS_ENGINE.has(failure.code)) {
      notices.show({ tone: 'error', message: failure.message });
      return;
    }
    engine.recover(session, failure);
    notices.show({
      tone: 'error',
      message: `${failure.message} The picture was not finished; its settings are kept.`,
      action: {
        label: 'Try again',
        run() {
          selection.askToWatch();
          if (store.getState().engine.phase === 'failed') engine.restart();
          enqueue(settings, 'first');
        },
      },
    });
  }

  store.subscribe((state, previous) => {
    if (state.engine !== previous.engine) startNext();
  });

  return {
    enqueue,
    stop(jobId = runningId ?? store.getState().jobs[0]?.id) {
      const job = store.getState().jobs.find(({ id }) => id === jobId);
      if (job?.state === 'queued') drop(job.id);
      // A finished picture is not thrown away for being stopped while it is saved.
      else if (job && job.state !== 'saving') void run(() => client.cancel(job.id));
    },
  };
}
