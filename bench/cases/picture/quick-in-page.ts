import { chromium } from '@playwright/test';
import { StudioPage } from '../../../e2e/fixtures/studio-page.ts';
import { QUIET_FLAGS } from '../../../scripts/chromium-flags.mjs';
import { findOrInstallChromium } from '../../../scripts/find-chromium.mjs';
import { buildStudio, serveStudio } from '../../../scripts/serve.mjs';
import { median } from '../../peers/timing.ts';

const RUNS = 7;

/**
 * From Generate to the frame that has the picture in the gallery, on the built studio with the bundled model on WASM, in milliseconds:
 * the engine's time and the page's own work on the same processors. The page takes the times. Medians; a first picture of each kind
 * warms up.
 */
export async function run(): Promise<Record<string, unknown>> {
  await buildStudio();
  const { address, close } = await serveStudio();
  const browser = await chromium.launch({ executablePath: findOrInstallChromium(), args: [...QUIET_FLAGS] });
  try {
    const studio = new StudioPage(await browser.newPage({ viewport: { width: 1440, height: 900 } }));
    await studio.open(new URL('?backend=wasm', address).href);
    await studio.prompt.fill({ caption: 'a dog on the grass', classes: ['dog'] });
    const fullMs = await medianMs(studio, 0);
    await studio.page.getByRole('switch', { name: 'Quick' }).check();
    const quickMs = await medianMs(studio, RUNS + 1);
    return { inPage: { fullMs, quickMs } };
  } finally {
    await browser.close();
    await close();
  }
}

/** @param before how many pictures there are */
async function medianMs(studio: StudioPage, before: number): Promise<number> {
  const times: number[] = [];
  for (let count = before; count <= before + RUNS; count++) {
    const ms = await studio.prompt.generate.evaluate(untilShown, count + 1);
    if (count > before) times.push(ms);
    await studio.finished(count + 1);
  }
  return Math.round(median(times));
}

/** Runs in the page: presses Generate and waits for the frame in which the gallery has `pictures` pictures. */
async function untilShown(generate: Element, pictures: number): Promise<number> {
  const startMs = performance.now();
  (generate as HTMLButtonElement).click();
  await new Promise<void>((resolve) => {
    const watcher = new MutationObserver(() => {
      if (!document.querySelector(`[role=option][aria-setsize="${pictures}"]`)) return;
      watcher.disconnect();
      resolve();
    });
    watcher.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await new Promise((resolve) => requestAnimationFrame(resolve));
  return performance.now() - startMs;
}
