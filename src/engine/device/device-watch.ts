import { type FailureCode, StudioError } from '../../core/errors.ts';
import { LOST_DEVICE, troubleOf } from './runtime-messages.ts';

/** Knows whether a GPU device still lives and whether its work went wrong. */
export interface DeviceWatch {
  /**
   * The outcome of `work`, or a rejection as soon as the device is lost. With ORT's asyncify build a run on a lost device
   * never settles, so waiting for the run alone would wait for ever.
   */
  guard<T>(work: Promise<T>): Promise<T>;
  /**
   * Throws if a GPU error went by uncaught, a validation error or memory that ran out: the buffers behind it hold zeros or
   * stale values, and results made of them would be wrong without a sign.
   *
   * @throws StudioError `out-of-memory`, `device-lost`: the device is not to be used any more
   */
  throwIfFaulty(): void;
  /** What `error` means to a person: a StudioError where the device is to blame, else `error` itself. */
  explain(error: unknown): Promise<unknown>;
}

const LOSS_IS_TOLD_WITHIN_MS = 500;

/** Watches `device.lost`, which also fires when the driver resets or the GPU process ends, and uncaptured errors. */
export function watchDevice(device: Pick<GPUDevice, 'lost' | 'addEventListener'>): DeviceWatch {
  let lost: Error | null = null;
  let fault: StudioError | null = null;
  // Not Promise.race on one long-lived promise: it would keep the outcome of every run alive.
  const waiting = new Set<(reason: Error) => void>();
  const toldLost = device.lost.then(({ reason, message }) => {
    lost = new Error(`The GPU device was lost (${reason}): ${message}`);
    for (const reject of waiting) reject(lost);
    waiting.clear();
  });
  device.addEventListener('uncapturederror', ({ error }) => {
    fault ??= explainFault(error);
  });
  /** The loss is often told a moment after the calls that it broke. */
  const wasLost = async () => {
    if (!lost) await Promise.race([toldLost, new Promise((resolve) => setTimeout(resolve, LOSS_IS_TOLD_WITHIN_MS))]);
    return lost !== null;
  };
  return {
    guard(work) {
      if (lost) {
        // It mostly fails, too, and nobody else waits for it.
        work.catch(() => undefined);
        return Promise.reject(lost);
      }
      return new Promise((resolve, reject) => {
        waiting.add(reject);
        work.then(resolve, reject).finally(() => waiting.delete(reject));
      });
    },
    throwIfFaulty() {
      if (fault) throw fault;
    },
    async explain(error) {
      if (error instanceof StudioError) return error;
      if (troubleOf(error) === 'device-lost' || (await wasLost()))
        return new StudioError(LOST_DEVICE, { cause: error });
      return fault ?? error;
    },
  };
}

/** By the kinds of errors that WebGPU knows (GPUError); code of our own or ONNX Runtime's is to blame for most. */
function explainFault(error: GPUError): StudioError {
  const details = { gpuMessage: error.message };
  const fault = (code: FailureCode, message: string) => new StudioError({ code, message, details }, { cause: error });
  switch (error.constructor.name) {
    case 'GPUOutOfMemoryError':
      return fault(
        'out-of-memory',
        'The graphics card ran out of memory. Close other tabs that use it, then generate again.',
      );
    case 'GPUInternalError':
      return fault('device-lost', `The graphics driver failed (${said(error)}). ${WAY_OUT}`);
    default:
      return fault('device-lost', `The graphics device refused a command (${said(error)}). ${WAY_OUT}`);
  }
}

const WAY_OUT = 'The engine restarts; generate again. If it comes again, run on the CPU, and report it.';

/** Dawn's first line says what; those after it, where. */
const said = ({ message }: GPUError) => (message.split('\n')[0] ?? '').slice(0, 200);
