import { type Failure, StudioError } from '../core/errors.ts';
import { OPEN_NORMALLY } from '../core/missing-file-system.ts';

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

/** DOMExceptions that a wrong call brings about: bugs of ours, which must keep their stack. */
const BUGS = ['ConstraintError', 'DataCloneError', 'DataError', 'ReadOnlyError', 'TransactionInactiveError'];

/** Another tab or worker holds the file open. */
function isBeingWrittenError(error: unknown): boolean {
  return nameOf(error) === 'NoModificationAllowedError';
}

/** What helps where another studio has taken the gallery; part of a sentence. */
export const RELOAD = 'reload this page';

/** Pictures live in this page only, because of `reason`; `wayOut` is what a person can do. Both are parts of a sentence. */
export function storageUnavailable(reason: string, cause?: unknown, wayOut = OPEN_NORMALLY): StudioError {
  return new StudioError(
    {
      code: 'storage-unavailable',
      message: `Pictures cannot be kept on this device: ${reason}. They stay until this page is closed; export what you want to keep, or ${wayOut}.`,
      details: { reason, wayOut },
    },
    { cause },
  );
}

/** The same where settings alone cannot be kept. */
export function settingsUnavailable({ code, details = {} }: Failure): Failure {
  const { reason, wayOut } = details;
  const message = `Settings cannot be kept on this device: ${reason}. They stay until this page is closed; to keep them, ${wayOut}.`;
  return { code, message };
}

/** What a browser's refusal means for a person: only trying again can tell whether it lasts. */
function storageRefused(error: DOMException): StudioError {
  const found = isBeingWrittenError(error)
    ? 'another tab of the studio is using the same file'
    : `the browser refused (${error.name}: ${error.message || 'no reason given'})`;
  return new StudioError(
    {
      code: 'storage-unavailable',
      message: `Expected to reach this device's storage, found that ${found}. Close other tabs of the studio and try again; if that does not help, export what you want to keep and reload this page.`,
      details: { reason: error.name },
    },
    { cause: error },
  );
}

/**
 * Runs `work`, which stores `neededBytes`, and turns what browsers throw into failures.
 *
 * @throws StudioError `storage-full` with the bytes needed and free; `storage-unavailable` if the database was closed
 *   under us (another tab has a newer studio open, or the browser cleared the site's data) and for whatever else the
 *   browser refuses (the disk fails, permission is withdrawn, another tab holds the file). DOMExceptions that only a
 *   wrong call can bring about are thrown on.
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
      throw storageUnavailable('the gallery was closed, perhaps by a newer studio in another tab', error, RELOAD);
    }
    if (!isQuotaError(error)) {
      if (error instanceof DOMException && !BUGS.includes(error.name)) throw storageRefused(error);
      throw error;
    }
    const { usage = 0, quota = 0 } = await estimate().catch(() => ({}) as Awaited<ReturnType<StorageEstimator>>);
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

/** For files that nothing names any more: those that the browser keeps now wait for the next sweep. */
export function throwUnlessRefused(error: unknown): void {
  if (!(error instanceof DOMException)) throw error;
}
