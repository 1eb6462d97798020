import { type Result, StudioError } from '../../core/errors.ts';
import type { PairClient } from '../../rpc/client.ts';
import type { PairWork } from './pair-work.ts';

/** Each worker computes for one while others wait for their files, which takes about as long. */
const CALLS_PER_WORKER = 4;

/** Spreads the work over several workers: each call goes to the one with the fewest. `close` ends them. */
export function pairWorkPool(workers: readonly PairClient[]): PairWork {
  const pending = workers.map(() => 0);
  async function ask<T>(call: (worker: PairClient) => Promise<Result<T>>): Promise<T> {
    const index = pending.indexOf(Math.min(...pending));
    const worker = workers[index];
    if (!worker) throw new Error('A pool needs at least one worker');
    pending[index] = (pending[index] ?? 0) + 1;
    try {
      const result = await call(worker);
      if (!result.ok) throw new StudioError(result.error);
      return result.value;
    } finally {
      pending[index] = (pending[index] ?? 0) - 1;
    }
  }
  return {
    parallelCalls: CALLS_PER_WORKER * workers.length,
    prepare: (pair) => ask((worker) => worker.prepare(pair)),
    readJpeg: (id) => ask((worker) => worker.readJpeg(id)),
    readClassMaps: (pair) => ask((worker) => worker.readClassMaps(pair)),
    close() {
      for (const worker of workers) worker.terminate();
    },
  };
}
