import type { Result } from '../core/errors.ts';
import { StudioError, toResult } from '../core/errors.ts';
import { Serial } from '../core/serial.ts';
import type {
  AddClassesRequest,
  AddedColumns,
  CaptureRequest,
  EngineApi,
  EngineInfo,
  GeneratedPair,
  GenerateEvent,
  GenerateRequest,
  ModelCheck,
  StartEvent,
  StartOptions,
} from '../rpc/contract.ts';
import { addClasses } from './jobs/add-classes.ts';
import { capturePicture } from './jobs/capture-picture.ts';
import { checkAttention } from './jobs/check-attention.ts';
import { explainFailures } from './jobs/explain-failure.ts';
import { generatePicture } from './jobs/generate-picture.ts';
import type { JobContext } from './jobs/job-context.ts';
import type { LoadedModel } from './load/load-model.ts';
import { withSeldomProgress } from './load/seldom-progress.ts';

export interface StartedEngine {
  readonly model: LoadedModel;
  readonly info: EngineInfo;
}

/** What the engine takes from its surroundings, so that it runs in a worker, in Node and in tests alike. */
export interface EngineSurroundings {
  check(options: StartOptions): Promise<ModelCheck>;
  start(options: StartOptions, onEvent: (event: StartEvent) => void): Promise<StartedEngine>;
  readonly studioVersion: string;
  readonly yieldToMessages: JobContext['yieldToMessages'];
  readonly nowMs: JobContext['nowMs'];
  readonly now: JobContext['now'];
}

/** The engine behind the worker boundary: one model, one job at a time, cancel by job id. */
export class Engine implements EngineApi {
  readonly #surroundings: EngineSurroundings;
  readonly #jobs = new Serial();
  /** Of each job that waits or runs. */
  readonly #pending = new Map<string, AbortController>();
  #started: StartedEngine | null = null;
  #isFirstUse = true;

  constructor(surroundings: EngineSurroundings) {
    this.#surroundings = surroundings;
  }

  check(options: StartOptions): Promise<Result<ModelCheck>> {
    const look = () => this.#surroundings.check(options);
    return toResult(() => explainFailures(null, 'The model could not be looked at', look));
  }

  start(options: StartOptions, tell: (event: StartEvent) => void): Promise<Result<EngineInfo>> {
    return this.#jobs.run(() => toResult(() => withSeldomProgress(tell, (onEvent) => this.#start(options, onEvent))));
  }

  async #start(options: StartOptions, onEvent: (event: StartEvent) => void): Promise<EngineInfo> {
    if (this.#started) throw new Error('start() was called again: another model needs a worker of its own');
    const started = await explainFailures(null, 'The engine could not start', () =>
      this.#surroundings.start(options, onEvent),
    );
    // The tests check the bundled model; there the first job's first call is early enough.
    if (started.info.model.origin.kind !== 'bundled') {
      onEvent({ kind: 'compile', part: 'the attention check' });
      await checkAttention(this.#contextOf(started, new AbortController().signal, () => undefined));
      this.#isFirstUse = false;
    }
    this.#started = started;
    return started.info;
  }

  generate(request: GenerateRequest, onEvent: (event: GenerateEvent) => void): Promise<Result<GeneratedPair>> {
    return this.#runJob(request.jobId, onEvent, (context) => generatePicture(request, context));
  }

  capturePicture(request: CaptureRequest, onEvent: (event: GenerateEvent) => void): Promise<Result<GeneratedPair>> {
    return this.#runJob(request.jobId, onEvent, (context) => capturePicture(request, context));
  }

  addClasses(request: AddClassesRequest, onEvent: (event: GenerateEvent) => void): Promise<Result<AddedColumns>> {
    return this.#runJob(request.jobId, onEvent, (context) => addClasses(request, context));
  }

  async cancel(jobId: string): Promise<void> {
    this.#pending.get(jobId)?.abort();
  }

  #runJob<T>(jobId: string, tell: JobContext['emit'], work: (context: JobContext) => Promise<T>): Promise<Result<T>> {
    const cancel = new AbortController();
    this.#pending.set(jobId, cancel);
    return this.#jobs.run(() =>
      toResult(async () => {
        try {
          if (!this.#started) throw new Error('A job came before start() succeeded');
          const { signal } = cancel;
          const started = this.#started;
          const made = await withSeldomProgress(tell, (emit) => work(this.#contextOf(started, signal, emit)));
          this.#isFirstUse = false;
          return made;
        } finally {
          this.#pending.delete(jobId);
        }
      }),
    );
  }

  /** @throws StudioError `cancelled` for a job that was stopped while it waited */
  #contextOf({ model, info }: StartedEngine, signal: AbortSignal, emit: JobContext['emit']): JobContext {
    const { studioVersion, yieldToMessages, nowMs, now } = this.#surroundings;
    if (signal.aborted) throw new StudioError({ code: 'cancelled', message: 'Stopped before it began.' });
    return {
      model,
      isFirstUse: this.#isFirstUse,
      provenance: {
        modelId: info.model.id,
        modelSha256: info.model.unetSha256,
        ...(model.filesSha256 ? { modelFilesSha256: model.filesSha256 } : {}),
        backend: info.backend.kind,
        adapter: info.backend.description,
        studioVersion,
      },
      emit,
      signal,
      yieldToMessages,
      nowMs,
      now,
    };
  }
}
