import { type Endpoint, proxy, wrap } from 'comlink';
import { type Failure, StudioError } from '../core/errors.ts';

/** What a connection needs of a `Worker`. */
export interface WorkerPort extends Endpoint {
  terminate(): void;
}

export interface WorkerLifecycle {
  /** Starts the worker now, so that its script is here when the first call comes. */
  wake(): void;
  /** Ends the worker and all its pending calls, and lets the next call start a new one. */
  restart(): void;
  /** Ends the worker and all its pending calls; later calls fail until `restart`. */
  terminate(): void;
  /** Called when the worker dies by itself, also while no call is pending. Returns the unsubscriber. */
  onCrash(listener: (failure: Failure) => void): () => void;
}

export interface WorkerConnection<Api> extends WorkerLifecycle {
  /**
   * The worker starts with the first call.
   *
   * @throws StudioError `worker-crashed` when the worker dies before it answers; comlink alone would never settle.
   *   Anything else that the worker threw arrives as an ordinary error with the worker's stack.
   */
  call<T>(invoke: (remote: Api) => Promise<T>): Promise<T>;
  /** The same with a callback. No event comes after the call has ended; an error thrown by `onEvent` ends the call. */
  callWithEvents<T, E extends unknown[]>(
    onEvent: (...event: E) => void,
    invoke: (remote: Api, relay: (...event: E) => void) => Promise<T>,
  ): Promise<T>;
}

interface Session<Api> {
  readonly port: WorkerPort;
  /** The contract's methods are all asynchronous, so comlink's proxy has the very type of the interface. */
  readonly remote: Api;
  readonly pending: Set<(reason: unknown) => void>;
  /** Ends the wait for the worker's first message. */
  stopWaiting: () => void;
}

/** A script of a megabyte on a slow line, behind a busy processor, is here by then. */
const FIRST_SIGN_WITHIN_MS = 60_000;

/** @param name What the worker is to a person, such as `The picture engine`: it starts the failure's message. */
export function connectWorker<Api>(name: string, createWorker: () => WorkerPort): WorkerConnection<Api> {
  let session: Session<Api> | null = null;
  let death: StudioError | null = null;
  const crashListeners = new Set<(failure: Failure) => void>();

  function open(): Session<Api> {
    const port = createWorker();
    const opened: Session<Api> = { port, remote: wrap(port) as Api, pending: new Set(), stopWaiting: () => undefined };
    const crash = (what: string) => {
      if (session !== opened) return;
      const failure = end(`${name} stopped unexpectedly (${what}). Start it again.`);
      for (const listener of crashListeners) listener(failure);
    };
    const noSign = setTimeout(
      () => crash(`its script gave no sign of life for ${FIRST_SIGN_WITHIN_MS / 1000} seconds`),
      FIRST_SIGN_WITHIN_MS,
    );
    opened.stopWaiting = () => clearTimeout(noSign);
    port.addEventListener('message', opened.stopWaiting);
    port.addEventListener('error', (event) => crash(describeError(event as ErrorEvent)));
    // Whose answer got lost cannot be told, so none of the pending calls can be trusted to settle.
    port.addEventListener('messageerror', () => crash('it sent a message that could not be read'));
    return opened;
  }

  function end(message: string): Failure {
    death = new StudioError({ code: 'worker-crashed', message });
    session?.stopWaiting();
    session?.port.terminate();
    const pending = session?.pending ?? [];
    session = null;
    for (const reject of pending) reject(death);
    return { code: death.code, message };
  }

  function call<T>(invoke: (remote: Api, fail: (reason: unknown) => void) => Promise<T>): Promise<T> {
    if (death) return Promise.reject(death);
    session ??= open();
    const { remote, pending } = session;
    return new Promise<T>((resolve, reject) => {
      pending.add(reject);
      invoke(remote, reject)
        .then(resolve, reject)
        .finally(() => pending.delete(reject));
    });
  }

  return {
    call,
    async callWithEvents(onEvent, invoke) {
      let ended = false;
      try {
        return await call((remote, fail) =>
          invoke(
            remote,
            proxy((...event) => {
              if (ended) return;
              try {
                onEvent(...event);
              } catch (error) {
                fail(error);
              }
            }),
          ),
        );
      } finally {
        ended = true;
      }
    },
    wake() {
      if (!death) session ??= open();
    },
    restart() {
      end(`${name} was started again.`);
      death = null;
    },
    terminate() {
      end(`${name} was stopped. Start it again.`);
    },
    onCrash(listener) {
      crashListeners.add(listener);
      return () => crashListeners.delete(listener);
    },
  };
}

/** A script that fails to load fires a plain Event without a message. */
function describeError(event: Partial<ErrorEvent>): string {
  if (!event.message) return 'its script could not be loaded';
  return event.filename ? `${event.message}, ${event.filename}:${event.lineno}` : event.message;
}
