import type { AttentionRecord } from '../../core/attention/types.ts';
import type { Failure, Result } from '../../core/errors.ts';
import type { MapSide } from '../../core/grid-size.ts';
import type { PictureSizes } from '../../core/picture-sizes.ts';
import { NO_TOKENIZER_FILES } from '../../core/prompt/tiny-tokenizer.fixture.ts';
import type { EngineClient } from '../../rpc/client.ts';
import type {
  AddClassesRequest,
  AddedColumns,
  CaptureRequest,
  EngineInfo,
  GeneratedPair,
  GenerateEvent,
  GenerateRequest,
  ModelCheck,
  ModelChoice,
  StartEvent,
  StartOptions,
} from '../../rpc/contract.ts';
import { BUNDLED_SETTINGS } from '../settings/defaults.ts';
import { failure, picture, record, settle } from './samples.fixture.ts';

/** For tests: an engine whose answers a test gives, and what it was asked. */

/** Of a square model whose maps have the given sides at its usual size. */
function sizesOf({ latentSize = 32, crossSides, selfSides }: Partial<EngineInfo['model']>): PictureSizes {
  const downscales = (sides: readonly MapSide[] = [8, 16, 32]) =>
    sides.map((side) => Number(latentSize) / Number(side));
  return {
    usual: { width: 128, height: 128 },
    latentFactor: 128 / Number(latentSize),
    step: 16,
    isFree: true,
    maxPixels: 1_000_000,
    crossDownscales: downscales(crossSides),
    selfDownscales: downscales(selfSides),
  };
}

export function engineInfo(change: Partial<EngineInfo['model']> = {}): EngineInfo {
  return {
    backend: { kind: 'webgpu' },
    model: {
      name: 'Emoji scenes',
      origin: { kind: 'bundled', label: 'http://studio/models/emoji-scenes' },
      suggested: { ...BUNDLED_SETTINGS, renoiseTimesteps: [350, 250, 150] },
      maxClipSkip: 1,
      hasPictureEncoder: true,
      attention: { sites: 16, hasSelf: true, untapped: [], notes: [] },
      latentSize: 32,
      crossSides: [8, 16, 32],
      selfSides: [8, 16, 32],
      sizes: sizesOf(change),
      photoSizes: change.sizes ?? sizesOf(change),
      ...change,
    },
  } as unknown as EngineInfo;
}

export const modelCheck = (change: Partial<ModelCheck> = {}): ModelCheck => ({
  label: 'SD-Turbo',
  licence: null,
  unverified: [],
  exports: [],
  preflight: { verdict: 'ok', findings: [], needs: { diskBytes: 0, memoryBytes: 0 } },
  neededBytes: 2_500_000_000,
  presentBytes: 0,
  ...change,
});

export class FakeEngine implements EngineClient {
  startResult: Result<EngineInfo> | Promise<Result<EngineInfo>> = { ok: true, value: engineInfo() };
  checkResult: Result<ModelCheck> | Promise<Result<ModelCheck>> = { ok: true, value: modelCheck() };
  /** What was started and checked, in order. */
  started: ModelChoice[] = [];
  checked: ModelChoice[] = [];
  /** Of each start and check, in order. */
  checkOptions: StartOptions[] = [];
  startOptions: StartOptions[] = [];
  restarts = 0;
  terminations = 0;
  cancelled: string[] = [];
  requests: GenerateRequest[] = [];
  captures: CaptureRequest[] = [];
  additions: AddClassesRequest[] = [];
  #adding: {
    readonly jobId: string;
    readonly onEvent: (event: GenerateEvent) => void;
    readonly end: (result: Result<AddedColumns>) => void;
  } | null = null;
  #running: { onEvent: (event: GenerateEvent) => void; end: (result: Result<GeneratedPair>) => void } | null = null;
  #crashListener: ((failure: Failure) => void) | null = null;

  check = async (options: StartOptions) => {
    this.checkOptions.push(options);
    this.checked.push(options.model);
    return this.checkResult;
  };
  start = async (options: StartOptions, onEvent: (event: StartEvent) => void) => {
    this.startOptions.push(options);
    this.started.push(options.model);
    onEvent({ kind: 'tokenizer', files: NO_TOKENIZER_FILES });
    return this.startResult;
  };
  generate = (request: GenerateRequest, onEvent: (event: GenerateEvent) => void) => {
    if (this.#running) throw new Error('two pictures at a time');
    this.requests.push(request);
    return new Promise<Result<GeneratedPair>>((resolve) => {
      const end = (result: Result<GeneratedPair>) => {
        this.#running = null;
        resolve(result);
      };
      this.#running = { onEvent, end };
    });
  };
  capturePicture = (request: CaptureRequest, onEvent: (event: GenerateEvent) => void) => {
    this.captures.push(request);
    return this.generate(request, onEvent);
  };
  addClasses = (request: AddClassesRequest, onEvent: (event: GenerateEvent) => void) => {
    this.additions.push(request);
    return new Promise<Result<AddedColumns>>((resolve) => {
      this.#adding = { jobId: request.jobId, onEvent, end: resolve };
    });
  };
  cancel = async (jobId: string) => {
    this.cancelled.push(jobId);
    if (this.#adding?.jobId === jobId) this.#adding.end({ ok: false, error: failure('cancelled') });
    else this.#running?.end({ ok: false, error: failure('cancelled') });
  };
  wake = () => {};
  restart = () => {
    this.restarts++;
    this.#running?.end({ ok: false, error: failure('worker-crashed') });
  };
  terminate = () => void this.terminations++;
  onCrash = (listener: (failure: Failure) => void) => {
    this.#crashListener = listener;
    return () => {};
  };

  emit(event: GenerateEvent): void {
    this.#running?.onEvent(event);
  }
  /** Ends the running job: with a picture of the given shade, or a failure. */
  async finish(outcome: Failure | number = 1, made = record()): Promise<void> {
    const jobId = this.requests.at(-1)?.jobId ?? '';
    const value = {
      jobId,
      picture: picture(outcome as number),
      record: made,
      provenance: {},
      totalMs: 1,
    } as GeneratedPair;
    this.#running?.end(typeof outcome === 'number' ? { ok: true, value } : { ok: false, error: outcome });
    await settle();
  }
  emitAdding(event: GenerateEvent): void {
    this.#adding?.onEvent(event);
  }
  /** Ends the classes that are being added: with columns, or a failure. */
  async finishAdding(outcome: Failure | AttentionRecord): Promise<void> {
    const jobId = this.#adding?.jobId ?? '';
    const capture = { modelId: 'm' } as AddedColumns['capture'];
    this.#adding?.end(
      'code' in outcome
        ? { ok: false, error: outcome }
        : { ok: true, value: { jobId, record: outcome, capture, totalMs: 1 } },
    );
    await settle();
  }
  /** The worker dies: the client ends the calls, then tells. */
  async crash(): Promise<void> {
    const error = failure('worker-crashed', 'The picture engine stopped.');
    this.#running?.end({ ok: false, error });
    this.#crashListener?.(error);
    await settle();
  }
}
