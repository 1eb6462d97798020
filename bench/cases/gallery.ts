import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { QUIET_FLAGS } from '../../scripts/chromium-flags.mjs';
import { findOrInstallChromium } from '../../scripts/find-chromium.mjs';
import { buildStudio, serveStudio } from '../../scripts/serve.mjs';
import { watchTasks } from '../gallery/long-tasks.ts';
import { manyPairs } from '../gallery/many-pairs.fixture.ts';
import { storeGallery } from '../gallery/store-gallery.fixture.ts';

const READY_WITHIN_MS = 180_000;
const KINDS = 40;
/** CSS pixels a frame, of a fast hand, and how many frames. */
const SCROLL = { pixels: 120, frames: 150 };

/**
 * Tasks of the page's main thread at `--pairs=5000` stored pairs, on the built studio: while strip and grid scroll, when a verdict is
 * given by key, and when the gallery is filtered.
 */
export async function run(options: Readonly<Record<string, string>> = {}): Promise<Record<string, unknown>> {
  const count = Number(options.pairs ?? 5000);
  if (options.build !== 'no') await buildStudio();
  const { address, close } = await serveStudio();
  const profile = await mkdtemp(join(tmpdir(), 'gallery-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findOrInstallChromium(),
    args: [...QUIET_FLAGS],
    viewport: { width: 1440, height: 900 },
  });
  try {
    const page = await context.newPage();
    await open(page, address);
    await storeGallery(page, await manyPairs(count, KINDS));
    await open(page, address);
    await page.getByText(`${count} pictures`, { exact: true }).waitFor();
    const tiles = page.getByRole('listbox', { name: 'Gallery' }).getByRole('option');
    const strip = await watchTasks(page, () => scroll(page, 'left'));
    const tilesInStrip = await tiles.count();
    const verdict = await watchTasks(page, () => press(page, 'a'));
    const toGrid = await watchTasks(page, () => press(page, 'g'));
    const grid = await watchTasks(page, () => scroll(page, 'top'));
    const tilesInGrid = await tiles.count();
    const filter = await watchTasks(page, async () => {
      await page.getByLabel('State').selectOption('unreviewed');
      await page.waitForTimeout(1000);
    });
    return { pairs: count, tilesInStrip, tilesInGrid, strip, grid, verdict, toGrid, filter };
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
    await close();
  }
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('.model-phase').filter({ hasText: 'Ready' }).waitFor({ timeout: READY_WITHIN_MS });
}

async function scroll(page: Page, axis: 'left' | 'top'): Promise<void> {
  await page.evaluate(
    async ({ side, pixels, frames }) => {
      const tiles = document.querySelector('.tiles');
      if (!tiles) throw new Error('The gallery has no tiles.');
      for (let frame = 0; frame < frames; frame++) {
        tiles.scrollBy({ [side]: pixels });
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      if ((side === 'left' ? tiles.scrollLeft : tiles.scrollTop) < (pixels * frames) / 2)
        throw new Error('Nothing scrolled.');
    },
    { side: axis, ...SCROLL },
  );
}

async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  // Storing the verdict and flagging anew come a moment later.
  await page.waitForTimeout(1500);
}
