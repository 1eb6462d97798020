import { runCli } from './run-cli.ts';

/** Runs what the shell asks for and sets the exit code. @param rootFolder of the package */
export async function runFromShell(rootFolder: string): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', outliveReader);
  process.exitCode = await runCli(process.argv.slice(2), rootFolder, process);
}

/** `| head` closes its end early; what was asked for is done all the same. */
function outliveReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
