import { EXIT } from './exit-codes.ts';

type Signal = 'SIGINT' | 'SIGTERM';

/** Asks to end: the first one lets the work in progress finish, the second ends the process at once. */
export interface Interrupts {
  /** Aborted by the first one. */
  readonly signal: AbortSignal;
  /** The exit code that the first one asks for; null before. */
  readonly exitCode: number | null;
}

/**
 * Listens to Ctrl+C and to the signal by which schedulers end what runs.
 * @param onFirst told once, so that a person knows what a second one does
 */
export function listenToInterrupts(process: Pick<NodeJS.Process, 'on' | 'exit'>, onFirst: () => void): Interrupts {
  const abort = new AbortController();
  let exitCode: number | null = null;
  const on = (signal: Signal, code: number) =>
    process.on(signal, () => {
      if (exitCode !== null) process.exit(exitCode);
      exitCode = code;
      abort.abort();
      onFirst();
    });
  on('SIGINT', EXIT.interrupted);
  on('SIGTERM', EXIT.terminated);
  return {
    signal: abort.signal,
    get exitCode() {
      return exitCode;
    },
  };
}
