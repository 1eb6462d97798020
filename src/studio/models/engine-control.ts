import { type Failure, type Result, toResult } from '../../core/errors.ts';
import type { ChosenExports, EngineInfo, ModelChoice, StartEvent } from '../../rpc/contract.ts';
import type { PromptDesk } from '../settings/prompt-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import type { EngineState } from '../types.ts';
import { createDownloadClock, type DownloadClock } from './download-clock.ts';
import { BUNDLED_MODEL } from './offered-models.ts';

/** Opening the largest part of a full-size model on a slow machine, which says nothing meanwhile, takes less. */
const SILENCE_ENDS_START_MS = 5 * 60_000;

export interface EngineControl {
  /** Starts with a model; one that is there already makes way, worker and all: WebAssembly's memory never shrinks. */
  load(model: ModelChoice, exports?: ChosenExports): void;
  /** By a person's wish; the engine may recover by itself once more afterwards. */
  restart(): void;
  /** Restarts an engine that broke in the given session, once; if it breaks again before a picture, it stays failed. */
  recover(session: number, failure: Failure): void;
  /** Numbers the engine's starts, so that one break is not repaired twice. */
  session(): number;
  /** Whether the session ended because another model was loaded: what it was at has not failed. */
  wasLeft(session: number): boolean;
  /** Whether an engine of this page has run on WebGPU. */
  gpuIsKnown(): boolean;
  pictureDone(): void;
}

export function createEngineControl(
  { dependencies, store, notices }: StudioBase,
  prompt: Pick<PromptDesk, 'useTokenizer'>,
): EngineControl {
  const { engine: client, engineOptions, loadTokenizer, now, reportBug } = dependencies;
  let session = 0;
  let leftSession = -1;
  let hasRecovered = false;
  let gpuIsKnown = false;
  let model: ModelChoice = BUNDLED_MODEL;
  let exports: ChosenExports = {};

  function set(engine: EngineState): void {
    store.setState({ engine });
  }

  /** Ends the worker, too: what it has loaded can be gigabytes. */
  function fail(error: Failure): void {
    session++;
    client.terminate();
    set({ phase: 'failed', error });
  }

  async function start(): Promise<void> {
    const thisSession = ++session;
    set({ phase: 'starting', event: null });
    const clock = createDownloadClock(() => now().getTime());
    const silence = watchSilence(thisSession);
    const result = await startClient((event) => {
      if (thisSession !== session) return;
      silence.heard();
      follow(event, clock);
    });
    silence.end();
    if (thisSession !== session) return;
    if (result.ok && result.value.backend.kind === 'webgpu') gpuIsKnown = true;
    if (result.ok) set({ phase: 'ready', info: result.value });
    else fail(result.error);
  }

  /** No start may go on for ever: a part that hangs ends as a failure, from which a person can try again. */
  function watchSilence(thisSession: number) {
    let timer: ReturnType<typeof setTimeout>;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (thisSession !== session) return;
        const message = `The picture engine gave no sign for ${SILENCE_ENDS_START_MS / 60_000} minutes while it started. Try again; if that does not help, reload the page or choose the CPU.`;
        fail({ code: 'worker-crashed', message });
      }, SILENCE_ENDS_START_MS);
    };
    heard();
    return { heard, end: () => clearTimeout(timer) };
  }

  function follow(event: StartEvent, clock: DownloadClock): void {
    // The engine reads the same files: a tokenizer that cannot be read fails its start, and that is told.
    if (event.kind === 'tokenizer') void toResult(() => prompt.useTokenizer(loadTokenizer(event.files)));
    else if (event.kind === 'problem') notices.show({ tone: 'info', message: event.problem.message, stays: true });
    else if (event.kind === 'compile') set({ phase: 'starting', event });
    else {
      const remainingMs = clock.note(event.loadedBytes, event.totalBytes);
      set({ phase: 'starting', event, ...(remainingMs === null ? {} : { remainingMs }) });
    }
  }

  async function startClient(onEvent: Parameters<typeof client.start>[1]): Promise<Result<EngineInfo>> {
    try {
      return await client.start({ ...engineOptions, model, exports, gpuIsKnown }, onEvent);
    } catch (error) {
      reportBug(error);
      const what = error instanceof Error ? error.message : String(error);
      return { ok: false, error: { code: 'worker-crashed', message: `The picture engine met a bug: ${what}` } };
    }
  }

  function replace(): void {
    // Before the client ends its calls: what they report must find the engine in its new session.
    session++;
    set({ phase: 'starting', event: null });
    client.restart();
    void start();
  }

  function recover(brokenSession: number, failure: Failure): void {
    if (brokenSession !== session) return;
    if (hasRecovered) {
      fail(failure);
      return;
    }
    hasRecovered = true;
    replace();
  }

  client.onCrash((failure) => {
    // A crash while starting is the answer to `start`.
    if (store.getState().engine.phase === 'ready') recover(session, failure);
  });

  return {
    load(next, chosen = {}) {
      model = next;
      exports = chosen;
      leftSession = session;
      hasRecovered = false;
      if (session === 0) void start();
      else replace();
    },
    restart() {
      hasRecovered = false;
      replace();
    },
    recover,
    session: () => session,
    wasLeft: (one) => one === leftSession,
    gpuIsKnown: () => gpuIsKnown,
    pictureDone() {
      hasRecovered = false;
    },
  };
}
