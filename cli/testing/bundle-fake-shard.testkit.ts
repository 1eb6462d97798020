import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll } from 'vitest';
import { ROOT_FOLDER } from './run-here.testkit.ts';

/** Bundles `fake-shard.testkit.ts` for the tests of a file. @returns the path of what Node is started with, once they run */
export function bundleFakeShard(): () => string {
  // Beside the sources, so that what they import is found.
  const cache = join(ROOT_FOLDER, '.cache/test');
  let folder = '';
  beforeAll(async () => {
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, 'shard-'));
    await build({
      configFile: join(ROOT_FOLDER, 'cli/vite.config.ts'),
      root: ROOT_FOLDER,
      build: { ssr: 'cli/testing/fake-shard.testkit.ts', outDir: folder },
    });
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => join(folder, 'main.mjs');
}
