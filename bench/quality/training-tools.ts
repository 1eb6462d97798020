import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Where training/setup.sh puts the drawings, and this bench its scenes, pairs and segmenters; git ignores it. */
export const WORK = process.env.TRAINING_WORK ?? '.cache/training';
/** training/setup.sh says which python3 has PyTorch. */
export const PYTHON = process.env.PYTHON ?? 'python3';
/** The judge and the tables of docs/quality.md are of the whole bank of drawings; the bundled model has gone on with the cast. */
export const WORLD = ['--world', 'bank'] as const;

const run = promisify(execFile);

/**
 * Runs a module of training/ on one thread, so that several may run side by side.
 *
 * @returns what it printed
 * @throws Error with the last line that it wrote to standard error
 */
export async function runTraining(module: string, args: readonly string[]): Promise<string> {
  const all = ['-m', `training.${module}`, '--work', WORK, ...WORLD, '--threads', '1', ...args];
  try {
    const { stdout } = await run(PYTHON, all, { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n').at(-1) : error;
    throw new Error(
      `${PYTHON} ${all.join(' ')} failed: ${stderr}. Run training/setup.sh first; PYTHON names another python3.`,
      {
        cause: error,
      },
    );
  }
}
