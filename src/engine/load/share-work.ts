import { StudioError } from '../../core/errors.ts';
import type { LoadOptions } from '../../models/package/model-package.ts';

/**
 * The result of the first call that succeeds; calls that come while it is worked on wait for the same work. Work stops with
 * the signal of the call that began it: a call that waited for it begins it again, unless it was stopped itself.
 */
export function shareWork<T>(work: (load: LoadOptions) => Promise<T>): (load?: LoadOptions) => Promise<T> {
  let shared: Promise<T> | null = null;
  return async (load = {}) => {
    for (;;) {
      const isOwn = shared === null;
      shared ??= work(load).catch((error: unknown) => {
        shared = null;
        throw error;
      });
      try {
        return await shared;
      } catch (error) {
        const wasStopped = error instanceof StudioError && error.code === 'cancelled';
        if (isOwn || !wasStopped || load.signal?.aborted) throw error;
      }
    }
  };
}
