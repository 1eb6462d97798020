/** Failures that a person can cause or meet, and can do something about. Bugs are ordinary errors and keep their stack. */
export type FailureCode =
  | 'prompt-too-long'
  | 'prompt-invalid'
  | 'class-unknown'
  | 'settings-invalid'
  | 'model-missing-file'
  | 'model-corrupt'
  | 'model-unsupported'
  | 'backend-unavailable'
  | 'device-lost'
  | 'out-of-memory'
  | 'self-check-failed'
  | 'number-overflow'
  | 'storage-full'
  | 'storage-unavailable'
  | 'record-corrupt'
  | 'edited-elsewhere'
  | 'picture-unreadable'
  | 'export-empty'
  | 'dataset-unreadable'
  | 'network'
  | 'cancelled'
  | 'worker-crashed'
  /** Of the command line. */
  | 'arguments-invalid'
  | 'file-missing'
  | 'folder-in-use'
  | 'run-changed';

/** A failure as plain data: it crosses the worker boundary, where thrown errors lose their fields. */
export interface Failure {
  readonly code: FailureCode;
  /** What was expected, what was found, what to do. */
  readonly message: string;
  readonly details?: Readonly<Record<string, string | number | readonly string[]>>;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };

/** Thrown inside a layer for an expected failure; `toResult` turns it into a value at the boundary. */
export class StudioError extends Error implements Failure {
  readonly code: FailureCode;
  readonly details?: Readonly<Record<string, string | number | readonly string[]>>;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.name = 'StudioError';
    this.code = failure.code;
    if (failure.details) this.details = failure.details;
  }
}

/** Runs `work`; an expected failure becomes a value, a bug is thrown on with its stack. */
export async function toResult<T>(work: () => T | Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    const { code, message, details } = error;
    return { ok: false, error: details ? { code, message, details } : { code, message } };
  }
}
