/** Knows whether a GPU device still lives and whether its work went wrong. */
export interface DeviceWatch {
  /**
   * Whether the device is lost, asked after a failure: the loss is often told a moment after the calls that it broke, so
   * this waits for it up to half a second.
   */
  wasLost(): Promise<boolean>;
  /**
   * The outcome of `work`, or a rejection as soon as the device is lost. With ORT's asyncify build a run on a lost device
   * never settles, so waiting for the run alone would wait for ever.
   */
  guard<T>(work: Promise<T>): Promise<T>;
  /**
   * Throws the first GPU error that nobody caught, a validation error or memory that ran out: the buffers behind it hold
   * zeros or stale values, and results made of them would be wrong without a sign.
   */
  throwIfFaulty(): void;
}

const LOSS_IS_TOLD_WITHIN_MS = 500;

/** Watches `device.lost`, which also fires when the driver resets or the GPU process ends, and uncaptured errors. */
export function watchDevice(device: Pick<GPUDevice, 'lost' | 'addEventListener'>): DeviceWatch {
  let lost: Error | null = null;
  let fault: Error | null = null;
  // Not Promise.race on one long-lived promise: it would keep the outcome of every run alive.
  const waiting = new Set<(reason: Error) => void>();
  const toldLost = device.lost.then(({ reason, message }) => {
    lost = new Error(`The GPU device was lost (${reason}): ${message}`);
    for (const reject of waiting) reject(lost);
    waiting.clear();
  });
  device.addEventListener('uncapturederror', ({ error }) => {
    fault ??= new Error(`${error.constructor.name}: ${error.message}`);
  });
  return {
    async wasLost() {
      if (!lost) await Promise.race([toldLost, new Promise((resolve) => setTimeout(resolve, LOSS_IS_TOLD_WITHIN_MS))]);
      return lost !== null;
    },
    guard(work) {
      if (lost) return Promise.reject(lost);
      return new Promise((resolve, reject) => {
        waiting.add(reject);
        work.then(resolve, reject).finally(() => waiting.delete(reject));
      });
    },
    throwIfFaulty() {
      if (fault) throw fault;
    },
  };
}
