import type { Result } from '../core/errors.ts';
import { StudioError, toResult } from '../core/errors.ts';
import type {
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
import { type GenerateContext, generatePicture } from './generate-picture.ts';
import type { LoadedModel } from './load-model.ts';
import { Serial } from './serial.ts';

export interface StartedEngine {
  readonly model: LoadedModel;
  readonly info: EngineInfo;
}

/** What the engine takes from its surroundings, so that it runs in a worker, in Node and in tests alike. */
export interface EngineSurroundings {
  check(options: StartOptions): Promise<ModelCheck>;
  start(options: StartOptions, onEvent: (event: StartEvent) => void): Promise<StartedEngine>;
  readonly studioVersion: string;
  readonly yieldToMessages: GenerateContext['yieldToMessages'];
  readonly nowMs: GenerateContext['nowMs'];
  readonly now: GenerateContext['now'];
}

/** The engine behind the worker boundary: one model, one job at a time, cancel by job id. */
export class Engine implements EngineApi {
  readonly #surroundings: EngineSurroundings;
  readonly #jobs = new Serial();
  readonly #cancelled = new Set<string>();
  readonly #pending = new Set<string>();
  #started: StartedEngine | null = null;
  #isFirstUse = true;

  constructor(surroundings: EngineSurroundings) {
    this.#surroundings = surroundings;
  }

  start(options: StartOptions, onEvent: (event: StartEvent) => void): Promise<Result<EngineInfo>> {
    return this.#jobs.run(() =>
      toResult(async () => {
        this.#started = await this.#surroundings.start(options, onEvent);
        this.#isFirstUse = true;
        return this.#started.info;
      }),
    );
  }

  generate(request: GenerateRequest, onEvent: (event: GenerateEvent) => void): Promise<Result<GeneratedPair>> {
    this.#pending.add(request.jobId);
    return this.#jobs.run(() => toResult(() => this.#generate(request, onEvent)));
  }

  check(options: StartOptions): Promise<Result<ModelCheck>> {
    return toResult(() => this.#surroundings.check(options));
  }

  async capturePicture(_request: CaptureRequest): Promise<Result<GeneratedPair>> {
    const message = 'This build cannot make masks for uploaded pictures yet.';
    return { ok: false, error: { code: 'model-unsupported', message } };
  }

  async cancel(jobId: string): Promise<void> {
    if (this.#pending.has(jobId)) this.#cancelled.add(jobId);
  }

  async #generate(request: GenerateRequest, emit: (event: GenerateEvent) => void): Promise<GeneratedPair> {
    if (!this.#started) throw new Error('generate() was called before start() succeeded');
    const { model, info } = this.#started;
    const { jobId } = request;
    const { studioVersion, yieldToMessages, nowMs, now } = this.#surroundings;
    try {
      if (this.#cancelled.has(jobId)) throw new StudioError({ code: 'cancelled', message: 'Stopped before it began.' });
      const pair = await generatePicture(request, {
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
        isCancelled: () => this.#cancelled.has(jobId),
        yieldToMessages,
        nowMs,
        now,
      });
      this.#isFirstUse = false;
      return pair;
    } finally {
      this.#pending.delete(jobId);
      this.#cancelled.delete(jobId);
    }
  }
}
