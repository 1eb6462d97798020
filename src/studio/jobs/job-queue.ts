import { MAX_WINDOW_BINS } from '../../core/attention/window-bins.ts';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import { type Failure, type Result, StudioError } from '../../core/errors.ts';
import type { GridSize } from '../../core/grid-size.ts';
import { photoSize } from '../../core/photo-frame.ts';
import { askedSize } from '../../core/picture-sizes.ts';
import { withinTime } from '../../core/within-time.ts';
import type { EngineInfo, GeneratedPair, GenerateEvent, GenerateRequest } from '../../rpc/contract.ts';
import type { PhotoFile } from '../dependencies.ts';
import type { StageSelection } from '../gallery/stage-selection.ts';
import { labelSetOf } from '../label-sets/known-label-sets.ts';
import type { EngineControl } from '../models/engine-control.ts';
import { expectedShape } from '../settings/defaults.ts';
import { pickClasses } from '../settings/preview-prompt.ts';
import type { StudioBase } from '../studio-base.ts';
import { fitTuning } from '../tuning/fit-tuning.ts';
import { createFailedJobs, type JobRequest } from './failed-jobs.ts';
import { createPace, jobCalls } from './job-cost.ts';
import type { KeepPair } from './keep-pair.ts';
import { itemsFor, newItems, newPhotoJobs, tuningFor } from './new-items.ts';
import { nextJob, runnableJob } from './next-job.ts';
import { nameOf, type QueueBook } from './queue-book.ts';
import type { Job, QueuePlace } from './queue-state.ts';
import { createTurnKeeper } from './queue-turn-keeper.ts';
import { createStopWatch } from './stop-watch.ts';

export interface JobQueue {
  /** In the given order. @throws StudioError `class-unknown` */
  enqueue(requests: readonly JobRequest[], where: QueuePlace): void;
  /** Stops the running job, if it is this one. */
  stop(jobId: string): void;
}

/** A photo is decoded in seconds; a file on a drive that hangs never is. */
const READ_WITHIN_MS = 60_000;

const STOPPED = { ok: false, error: { code: 'cancelled', message: 'Stopped.' } } as const;

/** What fails so often in a row will fail for all the others. */
const FAILURES_PAUSE = 3;

/** Generates pictures, and masks for pictures that a person brought, one at a time, in the order of the queue. */
export function createJobQueue(
  base: StudioBase,
  book: QueueBook,
  engine: EngineControl,
  selection: StageSelection,
  keepPair: KeepPair,
  keepForNextVisit: (settings: GenerationSettings) => Promise<void>,
): JobQueue {
  const { dependencies, store, run, pixels, notices } = base;
  const { engine: client, newId, now } = dependencies;
  const failedJobs = createFailedJobs(base, engine, { again, keepForNextVisit });
  const stopWatch = createStopWatch(base, {
    restart() {
      abandonedId = runningId;
      engine.restart();
    },
  });
  const pace = createPace();
  const turn = createTurnKeeper(base, book.refresh, startNext);
  let runningId: string | null = null;
  /** The last running job that was asked to stop. */
  let stoppedId: string | null = null;
  /** The last job for which the engine was started again because it did not stop: its end is no news. */
  let abandonedId: string | null = null;
  let failuresInARow = 0;

  function enqueue(requests: readonly JobRequest[], where: QueuePlace): void {
    const pictures = requests.filter(({ photo }) => !photo);
    const photos = requests.flatMap(({ settings, photo }) => (photo ? [{ settings, photo }] : []));
    const orders = book.orders(requests.length, where);
    const items = newItems(pictures, store.getState(), orders.slice(0, pictures.length), newId);
    book.add(items, newPhotoJobs(photos, orders.slice(pictures.length), newId));
    startNext();
  }

  /** Before all others. What has failed is tried again under its own id: its picture can be stored only once. */
  function again(request: JobRequest): void {
    selection.askToWatch();
    const item = request.id === undefined ? undefined : book.item(request.id);
    if (item?.failure) {
      const [order = item.order] = book.orders(1, 'front');
      book.change([{ ...item, order, failure: null }]);
      startNext();
    } else if (!item) enqueue([request], 'front');
  }

  function startNext(): void {
    if (runningId !== null) return;
    if (runnableJob(store.getState(), 'picture')) turn.take();
    else turn.leave();
    const state = store.getState();
    const job = turnedJob();
    if (!job || state.engine.phase !== 'ready') return;
    runningId = job.id;
    book.patch(job.id, { state: 'encoding' });
    const { model } = state.engine.info;
    const request = requestOf(job);
    void run(() => runJob(job, model), failedJobs.tryAgain(request)).then(() => {
      runningId = null;
      stopWatch.ended();
      startNext();
    });
  }

  /** The next job, where this tab may begin it: a turn that was asked for may take a moment. */
  function turnedJob(): Job | null {
    const state = store.getState();
    const job = nextJob(state);
    if (!job || job.upload) return job;
    return turn.take() ? job : runnableJob(state, 'photo');
  }

  async function runJob(job: Job, model: EngineInfo['model']): Promise<void> {
    const photo = book.photo(job.id);
    const session = engine.session();
    const settings = photo ? photoSettings(job.settings, model) : job.settings;
    const size = photo ? photoSize(photo, model.photoSizes) : askedSize(settings, model.sizes);
    const shape = expectedShape(model, size, settings.renoiseTimesteps?.length ?? settings.steps);
    let finished: Parameters<StageSelection['jobEnded']>[0] = null;
    const startedMs = now().getTime();
    try {
      const item = book.item(job.id);
      const usual = { ...model, windowBins: MAX_WINDOW_BINS };
      const { tuning } = fitTuning(item?.tuning ?? tuningFor(store.getState(), model), shape, usual);
      const classes = item?.classes ?? pickClasses(settings, labelSetOf(store.getState(), settings));
      const request: GenerateRequest = { jobId: job.id, settings, classes, tuning };
      selection.jobStarted(request, shape);
      const answer = await (photo ? capture(request, photo, size) : generate(request));
      // The stop may have been on its way when the picture was finished.
      const isStopped = (answer.ok && stoppedId === job.id) || abandonedId === job.id;
      const result = isStopped ? STOPPED : answer;
      if (result.ok) {
        engine.pictureDone();
        failuresInARow = 0;
        notePace(now().getTime() - startedMs, jobCalls(settings, photo !== undefined));
        book.patch(job.id, { state: 'saving' });
        const { picture, record } = result.value;
        // Its item first: a pair takes the row along that it finds.
        await book.settled();
        const current = selection.isWatching() ? store.getState() : { tuning, recordShape: shape };
        const unstored = await keepPair({ settings, ...nameOf(item) }, result.value, current);
        finished = { id: job.id, picture, record };
        book.made(job.id);
        if (unstored?.code === 'storage-full') pauseFor('There is no room for more pictures');
      } else ended(job, result.error, session);
    } catch (error) {
      failed(job, error);
      throw error;
    } finally {
      selection.jobEnded(finished);
    }
  }

  function ended(job: Job, failure: Failure, session: number): void {
    const item = book.item(job.id);
    if (failure.code === 'cancelled') book.remove([job.id]);
    // It waits for its model.
    else if (item && failure.code === 'worker-crashed' && engine.wasLeft(session)) book.change([item]);
    else {
      const request = requestOf(job);
      book.fail(job.id, failure);
      failedJobs.tell(request, failure, session);
      if (++failuresInARow >= FAILURES_PAUSE) pauseFor(`${failuresInARow} pictures in a row could not be made`);
    }
  }

  /** By a bug, or by what only this page could tell. */
  function failed(job: Job, error: unknown): void {
    if (error instanceof StudioError) {
      const { code, message } = error;
      book.fail(job.id, { code, message });
      return;
    }
    const what = error instanceof Error ? error.message : String(error);
    book.fail(job.id, { code: 'worker-crashed', message: `The studio met a bug: ${what}.` });
  }

  function pauseFor(why: string): void {
    failuresInARow = 0;
    const { jobs, queue } = store.getState();
    if (queue.isPaused || !jobs.some(({ state }) => state === 'queued')) return;
    book.setPaused(true);
    notices.show({
      tone: 'info',
      message: `${why}, so the queue is paused. Nothing of it is lost.`,
      action: { label: 'Resume', run: () => book.setPaused(false) },
      stays: true,
    });
  }

  function notePace(ms: number, calls: number): void {
    const msPerCall = pace.note(ms, calls);
    store.setState(({ queue }) => ({ queue: { ...queue, msPerCall } }));
  }

  function generate(request: GenerateRequest): Promise<Result<GeneratedPair>> {
    return client.generate(request, (event) => follow(request.jobId, event));
  }

  async function capture(request: GenerateRequest, photo: PhotoFile, size: GridSize): Promise<Result<GeneratedPair>> {
    const { isDisturbed, ...picture } = await withinTime(photo.readScaled(size), READ_WITHIN_MS, () => unread(photo));
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
      book.patch(jobId, { state: 'running', step, steps, stepMs, remainingMs });
    } else if (event.kind !== 'download') book.patch(jobId, { state: event.kind });
  }

  function requestOf({ id, settings }: Job): JobRequest {
    const photo = book.photo(id);
    return photo ? { settings, photo } : { id, settings, ...nameOf(book.item(id)) };
  }

  function stop(jobId: string): void {
    const job = store.getState().jobs.find(({ id }) => id === jobId);
    // A finished picture is not thrown away for being stopped while it is saved.
    if (jobId !== runningId || !job || job.state === 'saving') return;
    stoppedId = jobId;
    book.forget(jobId);
    stopWatch.asked();
    void run(() => client.cancel(jobId));
  }

  /** What was asked for before any model was ready is for the first one that is. */
  function nameModel({ model }: EngineInfo): void {
    const { jobs } = store.getState();
    const open = jobs.flatMap(({ id }) => book.item(id) ?? []).filter((item) => item.model === null);
    book.change(itemsFor(open, model));
  }

  book.onRemovedElsewhere(stop);
  store.subscribe((state, previous) => {
    if (state.engine !== previous.engine && state.engine.phase === 'ready') {
      pace.forget();
      store.setState(({ queue }) => ({ queue: { ...queue, msPerCall: null } }));
      nameModel(state.engine.info);
    }
    // Jobs come by other hands, too: from other tabs, and from earlier pages.
    const { engine: current, jobs, queue } = previous;
    if (state.engine !== current || state.jobs !== jobs || state.queue.isPaused !== queue.isPaused) startNext();
  });

  return { enqueue, stop };
}

/** A picture that was brought has its own size and no trajectory: the timesteps are a part of what made its mask. */
function photoSettings(
  { width: _w, height: _h, ...settings }: GenerationSettings,
  { suggested }: EngineInfo['model'],
): GenerationSettings {
  return { ...settings, renoiseTimesteps: settings.renoiseTimesteps ?? suggested.renoiseTimesteps };
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
