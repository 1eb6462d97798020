import { CommanderError } from 'commander';
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
    const interrupts = once(() => listenToInterrupts(process, () => tellInterrupt(report)));
    try {
      exitCode = (await work({ report, rootFolder, env, interrupts })) ?? EXIT.done;
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      exitCode = exitCodeOf(error.code);
      report.failure(error, exitCode);
    } finally {
      report.close();
    }
  });
  program
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    return EXIT.bug;
  }
  return exitCode;
}

function tellInterrupt(report: Report): void {
  report.note('interrupted', 'Ends after the picture in progress. Once more ends at once; what is finished is kept.');
}

function once(make: () => Interrupts): () => Interrupts {
  let made: Interrupts | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
