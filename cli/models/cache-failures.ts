import { StudioError } from '../../src/core/errors.ts';
import { isNotFoundError } from '../../src/models/cache/cache-failures.ts';
import type { CacheFailures } from '../../src/models/cache/cache-place.ts';
import { formatBytes } from '../../src/studio/gallery/format-bytes.ts';
import { errnoOf, isFull, isRefused } from '../work/disk.ts';

/**
 * Does something to a cache's files. What the system refuses gets the names of a browser's private file system, by which the cache knows what to do:
 * `NotFoundError`, `QuotaExceededError`.
 * @throws StudioError `storage-unavailable` where the system allows nothing, or the disk does not work
 */
export async function explainDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = errnoOf(cause);
    if (code === null) throw cause;
    const told = `${path}: ${(cause as Error).message}`;
    if (code === 'ENOENT') throw new DOMException(told, 'NotFoundError');
    if (isFull(code)) throw new DOMException(told, 'QuotaExceededError');
    throw isRefused(code) ? cacheRefused(path, code, cause) : cacheBroken(path, cause);
  }
}

/** Nothing can be written, or read, there. */
export function cacheRefused(path: string, code: string, cause?: unknown): StudioError {
  const message = `Expected to be allowed to write the cache of models at ${path}; the system refuses it (${code}): it is read-only, or another user's. Name another folder with --cache or DATASET_DIFFUSION_CACHE, or keep downloads in memory with --no-cache.`;
  return new StudioError({ code: 'storage-unavailable', message, details: { path } }, { cause });
}

function cacheBroken(path: string, cause: unknown): StudioError {
  const message = `Expected the cache of models at ${path} to be usable; the system says ${(cause as Error).message}. Look at the disk and the path, or name another folder with --cache.`;
  return new StudioError({ code: 'storage-unavailable', message, details: { path } }, { cause });
}

/** Too little room for what is to be downloaded. */
export function cacheFull(what: string, folder: string, neededBytes: number, freeBytes: number): StudioError {
  const message = `Expected room for ${formatBytes(neededBytes)} of ${what} on the disk of ${folder}; found ${formatBytes(freeBytes)} free. Free some space (dataset-diffusion models list, models remove) and run the same command again, which goes on where this one ended; or name a folder on another disk with --cache.`;
  return new StudioError({ code: 'storage-full', message, details: { path: folder, neededBytes, freeBytes } });
}

/** What goes wrong in a cache in `folder`, in the words of the command line. */
export function diskFailures(folder: string): CacheFailures {
  return {
    // Gigabytes do not go on in memory without being asked to.
    full(file, neededBytes, freeBytes) {
      throw cacheFull(file, folder, neededBytes, freeBytes);
    },
    gone(file, cause) {
      const isGone = isNotFoundError(cause) || (cause instanceof Error && cause.name === 'NotReadableError');
      if (!isGone) return cause;
      const message = `Expected ${file} to stay in the cache of models at ${folder}; it was removed meanwhile. Run the same command again.`;
      return new StudioError({ code: 'storage-unavailable', message, details: { file } }, { cause });
    },
    inUse(model, cause) {
      const message = `Expected ${model} to be at rest; a process downloads it. Wait for it, or end it, and try again.`;
      return new StudioError({ code: 'folder-in-use', message }, { cause });
    },
  };
}
