import { runCli } from './run-cli.ts';

/** Runs what the shell asks for and sets the exit code. @param rootFolder of the package */
export async function runFromShell(rootFolder: string): Promise<void> {
  process.exitCode = await runCli(process.argv.slice(2), rootFolder, process);
}
