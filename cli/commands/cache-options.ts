import type { Command } from 'commander';

/** Adds where downloaded models are kept, for commands that use a model. */
export function withCacheOptions(command: Command): Command {
  return withCacheFolder(command).option('--no-cache', 'keep what is downloaded in memory only');
}

/** The same for commands that are about what is kept. */
export function withCacheFolder(command: Command): Command {
  return command.option(
    '--cache <folder>',
    'where downloaded models are kept; DATASET_DIFFUSION_CACHE, or the system’s place, if left out',
  );
}
