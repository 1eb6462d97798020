import { type Failure, StudioError } from '../../core/errors.ts';

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

/**
 * How a run or a read-back that a lost device broke is worded. With much work queued `device.lost` itself can come many
 * seconds later, too late to tell the person why the picture failed.
 */
const LOST_DEVICE = /device (is|was) lost|mapAsync.*(unmapped|destroyed|lost|abort)|Instance dropped/is;

const LOST: Failure = {
  code: 'device-lost',
  message: 'The graphics device was lost (driver reset or sleep). The engine restarts; generate again.',
};

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
      const text = error instanceof Error ? error.message : String(error);
      if (LOST_DEVICE.test(text) || (await wasLost())) return new StudioError(LOST, { cause: error });
      return fault ?? error;
    },
  };
}

function explainFault(error: GPUError): StudioError {
  const details = { gpuMessage: error.message };
  if (error.constructor.name !== 'GPUOutOfMemoryError') return new StudioError({ ...LOST, details }, { cause: error });
  const message = 'The graphics card ran out of memory. Close other tabs that use it, then generate again.';
  return new StudioError({ code: 'out-of-memory', message, details }, { cause: error });
}
