import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { QUIET_FLAGS } from '../../scripts/chromium-flags.mjs';
import { findOrInstallChromium } from '../../scripts/find-chromium.mjs';
import { MODEL_SIZES } from '../../scripts/generate-model/sizes.ts';
import { buildStudio, serveStudio } from '../../scripts/serve.mjs';
import { enlarged, writeModel } from '../full-size/model-folders.ts';
import { runStudio } from '../full-size/studio-run.ts';

/** On a busy machine of two cores a call of full size takes minutes. */
const PATIENCE_MS = 60 * 60_000;

/**
 * A model of Stable Diffusion 1.5's size in the built studio, on the CPU: opened as a folder, two pictures of two steps, stored and
 * exported, and a model for larger pictures refused. `--bits=4` packs the weights, `--size=tiny` tries the way with a small model,
 * `--model=FOLDER` takes one that is there.
 */
export async function run(options: Readonly<Record<string, string>> = {}): Promise<Record<string, unknown>> {
  const size = (options.size ?? 'sd15') as keyof typeof MODEL_SIZES;
  if (!(size in MODEL_SIZES))
    throw new Error(`Expected --size=${Object.keys(MODEL_SIZES).join(' or ')}; found ${size}.`);
  const bits = options.bits === '4' ? 4 : 16;
  if (options.build !== 'no') await buildStudio();
  const { address, close } = await serveStudio();
  const root = await mkdtemp(join(options.scratch ?? tmpdir(), 'full-size-studio-'));
  const folder = options.model ?? (await writeModel(root, size, bits));
  const tooLarge = enlarged(folder, size === 'tiny' ? 32 : 1.5);
  // A folder of its own: a private profile keeps files in memory.
  const context = await chromium.launchPersistentContext(join(root, 'profile'), {
    executablePath: findOrInstallChromium(),
    args: [...QUIET_FLAGS],
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await context.newPage();
    page.on('crash', () => console.error('  The page crashed.'));
    const result = await runStudio({ page, address, folder, tooLarge });
    const machine = { cores: cpus().length, processor: cpus()[0]?.model.trim(), memoryBytes: totalmem() };
    return { date: new Date().toISOString().slice(0, 10), size, bits, ...machine, ...result };
  } finally {
    await context.close();
    await rm(tooLarge, { recursive: true, force: true });
    await rm(root, { recursive: true, force: true });
    await close();
  }
}
