import { fileURLToPath } from 'node:url';
import { runCli } from '../run-cli.ts';

export const ROOT_FOLDER = fileURLToPath(new URL('../../', import.meta.url));

/** Runs a command line in this process. */
export async function runHere(args: readonly string[], { isTTY = false, env = {} } = {}) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    isTTY,
    write(text: string) {
      written[name] += text;
    },
  });
  const signals = new Map<string, () => void>();
  const process = {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    env,
    on(signal: string, listener: () => void) {
      signals.set(signal, listener);
      return process as never;
    },
    exit(code: number): never {
      throw new Error(`The process ended with ${code}`);
    },
  };
  const exitCode = await runCli(args, ROOT_FOLDER, process as never);
  return { exitCode, ...written };
}

/** The JSON lines of a stream. */
export function linesOf(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
