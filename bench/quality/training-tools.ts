import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where training/setup.sh puts the drawings; git ignores it. */
export const WORK = process.env.TRAINING_WORK ?? '.cache/training';
/** training/setup.sh says which python3 has PyTorch. */
export const PYTHON = process.env.PYTHON ?? 'python3';
/** The drawings that the bundled model and the judge have learned. */
const WORLD_NAME = 'cast';
export const WORLD = ['--world', WORLD_NAME] as const;
/** Where this bench keeps scenes, prompts, pairs and segmenters, by world: the same seed is another scene in another. */
export const BENCH_WORK = join(WORK, `bench-${WORLD_NAME}`);

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
