import type { Interrupts } from '../interrupts.ts';
import type { Report } from '../report/report.ts';

/** What a command takes from the process. */
export interface CommandContext {
  readonly report: Report;
  /** Of the package: the bundled models lie in its `public/models`. */
  readonly rootFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Begins to listen with its first call; a command that never asks ends at once, as programs do.
   * @param kept told when the first one comes; left out: that the picture in progress is finished
   */
  readonly interrupts: (kept?: string) => Interrupts;
}

/**
 * Runs a command's work with its options and arguments.
 * @returns the exit code; nothing: 0
 */
export type Run = (work: (context: CommandContext) => Promise<number | undefined>) => Promise<void>;
