import type { Failure } from '../../src/core/errors.ts';

/** How far something is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** What is counted, for people: `pairs`. */
  readonly unit: string;
  /** Null while nothing can be told. */
  readonly perMinute: number | null;
  readonly remainingMs: number | null;
}

/** More about an event, for programs. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * What a command tells: its result on stdout, how it goes on stderr. In a terminal as sentences and a bar; elsewhere, and with `--json`,
 * how it goes is one JSON object a line. With `--json` the result is one, too. `--quiet` leaves results and failures.
 */
export interface Report {
  /** Something happened, or is so: a sentence for people, a name and fields for programs. */
  note(event: string, text: string, fields?: Fields): void;
  progress(progress: Progress): void;
  /** What was asked for. Once or more often. */
  result(text: string, value: unknown): void;
  failure(failure: Failure, exitCode: number): void;
  /** Takes the bar away. Called when the command has ended, however it did. */
  close(): void;
}

/** Where a report goes. */
export interface ReportStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface ReportOptions {
  readonly stdout: ReportStream;
  readonly stderr: ReportStream;
  readonly json: boolean;
  readonly quiet: boolean;
}
