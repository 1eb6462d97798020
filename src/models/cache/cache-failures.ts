import { type Failure, StudioError } from '../../core/errors.ts';
import { OPEN_NORMALLY } from '../../core/missing-file-system.ts';

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const nameOf = (error: unknown) => (error instanceof Error ? error.name : '');

/** QuotaExceededError is a DOMException by name in older browsers and a class of its own in newer ones. */
export const isQuotaError = (error: unknown): boolean => nameOf(error) === 'QuotaExceededError';
/** Somebody has the file open for writing. */
export const isLockedError = (error: unknown): boolean => nameOf(error) === 'NoModificationAllowedError';
export const isNotFoundError = (error: unknown): boolean => nameOf(error) === 'NotFoundError';

/** What was there is not there any more, or cannot be read any more; of a File whose file is gone, too. */
const isGone = (error: unknown): boolean => isNotFoundError(error) || nameOf(error) === 'NotReadableError';

/** The error of a download that may have been deleted meanwhile. */
export function explainGone(file: string, error: unknown): unknown {
  if (!isGone(error)) return error;
  const message = `${file} cannot be kept or read: what was downloaded of the model was deleted meanwhile, perhaps in another tab. Load the model again.`;
  return new StudioError({ code: 'storage-unavailable', message, details: { file } }, { cause: error });
}

/** The model is being written to. */
export function modelInUse(model: string, cause?: unknown): StudioError {
  const message = `The model ${model} is being downloaded, here or in another tab. Cancel that first, or wait, then delete it.`;
  return new StudioError({ code: 'storage-unavailable', message }, { cause });
}

/** The model goes on in memory. */
export function cacheFull(file: string, neededBytes: number, freeBytes: number): Failure {
  // Browsers round their estimate, keep less in private windows, and do not count what fills the disk besides.
  const found =
    freeBytes > neededBytes
      ? `the browser refused, although it reports ${megabytes(freeBytes)} free (the disk may be full, or the window private)`
      : `${megabytes(freeBytes)} free`;
  return {
    code: 'storage-full',
    message:
      `${file} does not fit into the browser's storage: ${megabytes(neededBytes)} needed, ${found}. ` +
      'It stays in memory until this page is closed; what did not fit is downloaded again next time. Remove models or pairs that you no longer need, or free space on this device.',
    details: { file, neededBytes, freeBytes },
  };
}

/** Downloads work as before, but are not kept, because of `reason`; `wayOut` is what a person can do. */
export function cacheUnavailable(reason: string, cause?: unknown, wayOut = OPEN_NORMALLY): StudioError {
  return new StudioError(
    {
      code: 'storage-unavailable',
      message: `Downloaded models cannot be kept on this device: ${reason}. They are downloaded again at every visit; ${wayOut} to keep them.`,
    },
    { cause },
  );
}
