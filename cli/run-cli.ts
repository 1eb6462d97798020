import { type Command, CommanderError } from 'commander';
import { StudioError } from '../src/core/errors.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { type Interrupts, listenToInterrupts } from './interrupts.ts';
import { createProgram } from './program.ts';
import { openReport } from './report/open-report.ts';
import type { Report, ReportStream } from './report/report.ts';

/** What a command line takes from the process that it runs in. */
export interface CliProcess extends Pick<NodeJS.Process, 'on' | 'exit'> {
  readonly stdout: ReportStream;
  readonly stderr: ReportStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs one command line. Expected failures are told in a sentence, bugs with their stack.
 * @param rootFolder of the package
 * @returns the exit code (docs/cli.md)
 */
export async function runCli(args: readonly string[], rootFolder: string, process: CliProcess): Promise<number> {
  const { stdout, stderr, env } = process;
  let exitCode: number = EXIT.done;
  const program = createProgram(async (work) => {
    const { json = false, quiet = false } = program.opts<{ json?: boolean; quiet?: boolean }>();
    const report = openReport({ stdout, stderr, json, quiet });
    const interrupts = once((kept) => listenToInterrupts(process, () => tellInterrupt(report, kept)));
    try {
      exitCode = (await work({ report, rootFolder, env, interrupts })) ?? EXIT.done;
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      const asked = error.code === 'cancelled' ? interrupts().exitCode : null;
      exitCode = asked ?? exitCodeOf(error.code);
      report.failure(error, exitCode);
    } finally {
      report.close();
    }
  });
  program
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  inherit(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    return EXIT.bug;
  }
  return exitCode;
}

/** Settings of the program, in its commands and theirs. */
function inherit(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inherit(command);
  }
}

const AFTER_PICTURE = 'Ends after the picture in progress. Once more ends at once; what is finished is kept.';

function tellInterrupt(report: Report, kept = AFTER_PICTURE): void {
  report.note('interrupted', kept);
}

function once(make: (kept?: string) => Interrupts): (kept?: string) => Interrupts {
  let made: Interrupts | null = null;
  return (kept) => {
    made ??= make(kept);
    return made;
  };
}
