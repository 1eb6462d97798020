import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Runs a command of node_modules/.bin in the repository's root, its output shown.
 * @returns {number} its exit status; 1 when a signal ended it.
 */
export function runTool(command, args, env = process.env) {
  const isWindows = process.platform === 'win32';
  const path = fileURLToPath(new URL(`../node_modules/.bin/${command}${isWindows ? '.cmd' : ''}`, import.meta.url));
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const { status, error } = spawnSync(path, args, { stdio: 'inherit', env, cwd, shell: isWindows });
  if (error) throw error;
  return status ?? 1;
}
