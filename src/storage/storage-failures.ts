import { StudioError } from '../core/errors.ts';

export type StorageEstimator = () => Promise<{ readonly usage?: number; readonly quota?: number }>;

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const nameOf = (error: unknown) => (error instanceof Error ? error.name : '');

/** QuotaExceededError is a DOMException by name in older browsers and a class of its own in newer ones. */
export function isQuotaError(error: unknown): boolean {
  return nameOf(error) === 'QuotaExceededError';
}

export function isNotFoundError(error: unknown): boolean {
  return nameOf(error) === 'NotFoundError';
}

/** Another tab or worker holds the file open. */
export function isBeingWrittenError(error: unknown): boolean {
  return nameOf(error) === 'NoModificationAllowedError';
}

export function storageUnavailable(reason: string, cause?: unknown): StudioError {
  return new StudioError(
    {
      code: 'storage-unavailable',
      message: `Pictures cannot be kept on this device: ${reason}. They stay until this page is closed; export what you want to keep, or open the studio in a normal (not private) window.`,
    },
    { cause },
  );
}

/**
 * Runs `work`, which stores `neededBytes`, and turns what browsers throw into failures.
 *
 * @throws StudioError `storage-full` with the bytes needed and free; `storage-unavailable` if the database was closed
 *   under us (another tab has a newer studio open, or the browser cleared the site's data)
 */
export async function withStorageFailures<T>(
  neededBytes: number,
  estimate: StorageEstimator,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (nameOf(error) === 'InvalidStateError') {
      throw storageUnavailable(
        'the gallery was closed, perhaps by a newer studio in another tab; reload this page',
        error,
      );
    }
    if (!isQuotaError(error)) throw error;
    const { usage = 0, quota = 0 } = await estimate();
    const freeBytes = Math.max(0, quota - usage);
    // Browsers round their estimate, to tell sites apart less well, and do not count what fills the disk besides.
    const found =
      freeBytes > neededBytes
        ? `the browser refused, although it reports ${megabytes(freeBytes)} free (the disk itself may be full)`
        : `${megabytes(freeBytes)} free`;
    throw new StudioError(
      {
        code: 'storage-full',
        message: `The browser's storage is full: ${megabytes(neededBytes)} needed, ${found}. Export and remove pairs, or free space on this device, then try again.`,
        details: { neededBytes, freeBytes },
      },
      { cause: error },
    );
  }
}
