import type { FailureCode } from '../src/core/errors.ts';

/** What a process says when it ends; documented in docs/cli.md. */
export const EXIT = {
  done: 0,
  /** A bug; its stack stands on stderr. */
  bug: 1,
  /** The command line itself. */
  usage: 2,
  /** A list, a label set, settings or another file that was given. */
  input: 3,
  /** The model or what it runs on. */
  model: 4,
  /** The disk: full, read-only, or what lies there is damaged. */
  disk: 5,
  /** Another process works there, or what was begun there is another run. */
  conflict: 6,
  /** It ended, and found or left out something that is wrong. */
  unsound: 7,
  /** Ctrl+C: 128 and the signal's number. */
  interrupted: 130,
  /** SIGTERM, by which schedulers end what runs. */
  terminated: 143,
} as const;

const OF_FAILURE: Readonly<Record<FailureCode, number>> = {
  'arguments-invalid': EXIT.usage,
  'prompt-too-long': EXIT.input,
  'prompt-invalid': EXIT.input,
  'class-unknown': EXIT.input,
  'settings-invalid': EXIT.input,
  'picture-unreadable': EXIT.input,
  'file-missing': EXIT.input,
  'dataset-unreadable': EXIT.input,
  'export-empty': EXIT.input,
  'model-missing-file': EXIT.model,
  'model-corrupt': EXIT.model,
  'model-unsupported': EXIT.model,
  'backend-unavailable': EXIT.model,
  'device-lost': EXIT.model,
  'out-of-memory': EXIT.model,
  'self-check-failed': EXIT.model,
  'number-overflow': EXIT.model,
  network: EXIT.model,
  'worker-crashed': EXIT.model,
  'storage-full': EXIT.disk,
  'storage-unavailable': EXIT.disk,
  'record-corrupt': EXIT.disk,
  'edited-elsewhere': EXIT.conflict,
  'folder-in-use': EXIT.conflict,
  'run-changed': EXIT.conflict,
  cancelled: EXIT.interrupted,
};

/** The exit code of an expected failure. */
export function exitCodeOf(code: FailureCode): number {
  return OF_FAILURE[code];
}
