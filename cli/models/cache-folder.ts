import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { StudioError } from '../../src/core/errors.ts';

const NAME = 'dataset-diffusion';

/** What a person says about the cache; false by `--no-cache`. */
export type AskedCache = string | boolean | undefined;

export interface CacheSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
}

/**
 * The folder of downloaded models: `--cache`, else `DATASET_DIFFUSION_CACHE`, else where the system keeps what can be had again (on Linux by the XDG
 * Base Directory Specification 0.8, which says to ignore a relative path).
 * @returns null by `--no-cache`
 */
export function cacheFolderOf(asked: AskedCache, surroundings: CacheSurroundings): string | null {
  const { env, platform = process.platform, home = env.HOME || homedir() } = surroundings;
  if (asked === false) return null;
  const named = typeof asked === 'string' ? asked : env.DATASET_DIFFUSION_CACHE;
  if (named) return resolve(named);
  const { XDG_CACHE_HOME: xdg = '', LOCALAPPDATA: local } = env;
  if (isAbsolute(xdg)) return join(xdg, NAME);
  if (platform === 'win32') return join(local || join(home, 'AppData', 'Local'), NAME, 'Cache');
  return platform === 'darwin' ? join(home, 'Library', 'Caches', NAME) : join(home, '.cache', NAME);
}

/** The same for commands that are about the cache. @throws StudioError `arguments-invalid` for `--no-cache` */
export function requireCacheFolder(asked: AskedCache, surroundings: CacheSurroundings): string {
  const folder = cacheFolderOf(asked, surroundings);
  if (folder !== null) return folder;
  throw new StudioError({ code: 'arguments-invalid', message: 'Expected a cache of models; found --no-cache.' });
}
