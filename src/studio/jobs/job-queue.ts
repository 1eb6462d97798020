import type { GenerationSettings } from '../../core/dataset/types.ts';
import { type Result, StudioError } from '../../core/errors.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import { withinTime } from '../../core/within-time.ts';
import type { EngineInfo, GeneratedPair, GenerateEvent, GenerateRequest } from '../../rpc/contract.ts';
import type { PhotoFile } from '../dependencies.ts';
import type { StageSelection } from '../gallery/stage-selection.ts';
import { labelSetOf } from '../label-sets/known-label-sets.ts';
import type { EngineControl } from '../models/engine-control.ts';
import { defaultTuningOn, expectedShape } from '../settings/defaults.ts';
import { pickClasses } from '../settings/preview-prompt.ts';
import type { StudioBase } from '../studio-base.ts';
import { fitTuning, freeTuning } from '../tuning/fit-tuning.ts';
import type { Job, QueuePlace } from '../types.ts';
import { createFailedJobs, type JobRequest } from './failed-jobs.ts';
import type { KeepPair } from './keep-pair.ts';
import { createStopWatch } from './stop-watch.ts';

export interface JobQueue {
  /** In the given order. */
  enqueue(requests: readonly JobRequest[], where: QueuePlace): void;
  /** Without an id: the running job, or the one that would run next. */
  stop(jobId?: string): void;
}

/** A photo is decoded in seconds; a file on a drive that hangs never is. */
const READ_WITHIN_MS = 60_000;

const STOPPED = { ok: false, error: { code: 'cancelled', message: 'Stopped.' } } as const;

/** Generates pictures, and masks for pictures that a person brought, one at a time, first in, first out. */
export function createJobQueue(
  base: StudioBase,
  engine: EngineControl,
  selection: StageSelection,
  keepPair: KeepPair,
  keepForNextVisit: (settings: GenerationSettings) => Promise<void>,
): JobQueue {
  const { dependencies, store, run, pixels, notices } = base;
  const { engine: client, newId } = dependencies;
  const failedJobs = createFailedJobs(base, engine, { enqueueFirst, keepForNextVisit });
  const stopWatch = createStopWatch(base, {
    restart() {
      abandonedId = runningId;
      engine.restart();
    },
  });
  /** By job id. */
  const photos = new Map<string, PhotoFile>();
  let runningId: string | null = null;
  /** The last running job that was asked to stop. */
  let stoppedId: string | null = null;
  /** The last job for which the engine was started again because it did not stop: its end is no news. */
  let abandonedId: string | null = null;

  function patch(id: string, change: Partial<Job>): void {
    store.setState(({ jobs }) => ({ jobs: jobs.map((job) => (job.id === id ? { ...job, ...change } : job)) }));
  }

  function drop(id: string): void {
    photos.delete(id);
    store.setState(({ jobs }) => ({ jobs: jobs.filter((job) => job.id !== id) }));
  }

  function enqueueFirst(request: JobRequest): void {
    selection.askToWatch();
    enqueue([request], 'front');
  }

  function enqueue(requests: readonly JobRequest[], where: QueuePlace): void {
    const added = requests.map(({ settings, photo }): Job => {
      const id = newId();
      if (photo) photos.set(id, photo);
      const upload = photo ? { upload: photo.upload } : {};
      return { id, state: 'queued', settings, ...upload, step: 0, steps: settings.steps, stepMs: 0, remainingMs: 0 };
    });
    store.setState(({ jobs }) => {
      const started = jobs.filter(({ state }) => state !== 'queued').length;
      return { jobs: jobs.toSpliced(where === 'front' ? started : jobs.length, 0, ...added) };
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
    const photo = photos.get(job.id);
    const work = () => runJob(job, photo, model);
    void run(work, failedJobs.tryAgain(requestOf(job.settings, photo))).then(() => {
      runningId = null;
      stopWatch.ended();
      startNext();
    });
  }

  /** The current tuning; sides that were for another model's pair give way to the model's own. */
  function tuningFor(model: EngineInfo['model']): TuningSettings {
    const state = store.getState();
    const tuning = freeTuning(state);
    const shown = state.pairs.find(({ id }) => id === state.selectedId);
    if (!shown || shown.provenance.modelId === model.id) return tuning;
    return { ...tuning, crossSides: defaultTuningOn(model).crossSides };
  }

  async function runJob(job: Job, photo: PhotoFile | undefined, model: EngineInfo['model']): Promise<void> {
    const session = engine.session();
    // A picture that was brought has no trajectory: the timesteps are a part of what made its mask.
    const settings =
      photo && !job.settings.renoiseTimesteps
        ? { ...job.settings, renoiseTimesteps: model.suggested.renoiseTimesteps }
        : job.settings;
    const shape = expectedShape(model, settings.renoiseTimesteps?.length ?? settings.steps);
    let finished: Parameters<StageSelection['jobEnded']>[0] = null;
    try {
      const { tuning } = fitTuning(tuningFor(model), shape);
      const classes = pickClasses(settings, labelSetOf(store.getState(), settings));
      const request: GenerateRequest = { jobId: job.id, settings, classes, tuning };
      selection.jobStarted(request, shape);
      const answer = await (photo ? capture(request, photo, model.imageSize) : generate(request));
      // The stop may have been on its way when the picture was finished.
      const isStopped = (answer.ok && stoppedId === job.id) || abandonedId === job.id;
      const result = isStopped ? STOPPED : answer;
      if (result.ok) {
        engine.pictureDone();
        patch(job.id, { state: 'saving' });
        const { picture, record } = result.value;
        const watched = selection.isWatching();
        await keepPair(settings, result.value, watched ? store.getState() : { tuning, recordShape: shape });
        finished = { id: job.id, picture, record };
      } else failedJobs.tell(requestOf(job.settings, photo), result.error, session);
    } finally {
      drop(job.id);
      selection.jobEnded(finished);
    }
  }

  function generate(request: GenerateRequest): Promise<Result<GeneratedPair>> {
    return client.generate(request, (event) => follow(request.jobId, event));
  }

  async function capture(request: GenerateRequest, photo: PhotoFile, side: number): Promise<Result<GeneratedPair>> {
    const { isDisturbed, ...picture } = await withinTime(photo.readCrop(side), READ_WITHIN_MS, () => unread(photo));
    // The engine knows a job once it is sent: it ignored a cancel that came before.
    if (stoppedId === request.jobId) return STOPPED;
    if (isDisturbed) notices.show({ tone: 'info', message: disturbedMessage(photo), stays: true });
    pixels.setLivePicture(picture);
    return client.capturePicture({ ...request, picture, upload: photo.upload }, (event) =>
      follow(request.jobId, event),
    );
  }

  function follow(jobId: string, event: GenerateEvent): void {
    if (event.kind === 'estimate') pixels.setLivePicture(event.picture);
    else if (event.kind === 'heatmaps') pixels.setLiveHeatmaps(event.heatmaps);
    else if (event.kind === 'step') {
      const { step, steps, stepMs, remainingMs } = event;
      patch(jobId, { state: 'running', step, steps, stepMs, remainingMs });
    } else if (event.kind !== 'download') patch(jobId, { state: event.kind });
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
      else if (job && job.state !== 'saving') {
        stoppedId = job.id;
        stopWatch.asked();
        void run(() => client.cancel(job.id));
      }
    },
  };
}

function requestOf(settings: GenerationSettings, photo: PhotoFile | undefined): JobRequest {
  return photo ? { settings, photo } : { settings };
}

function unread({ upload: { fileName } }: PhotoFile): StudioError {
  return new StudioError({
    code: 'picture-unreadable',
    message: `${fileName} was expected to be read at once, and is not after ${READ_WITHIN_MS / 1000} seconds. See that its drive answers, then try again; or choose another file.`,
    details: { file: fileName },
  });
}

function disturbedMessage({ upload: { fileName } }: PhotoFile): string {
  return `This browser changes some of what pages read of a picture, so the pixels of ${fileName} are a little off in its pair and in the dataset. Its protection against fingerprinting can be switched off for this page.`;
}
