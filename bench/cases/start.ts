import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from '@playwright/test';
import { QUIET_FLAGS } from '../../scripts/chromium-flags.mjs';
import { findOrInstallChromium } from '../../scripts/find-chromium.mjs';
import { buildStudio, serveStudio } from '../../scripts/serve.mjs';
import { median } from '../peers/timing.ts';

const RUNS = 5;
const READY_WITHIN_MS = 120_000;

/** Times after navigation began, in ms. */
interface Visit {
  /** The first pixels. */
  readonly paintMs: number;
  /** The studio stands; the engine begins. */
  readonly shownMs: number;
  /** The engine's script, ONNX Runtime's WebAssembly and the UNet are here. */
  readonly engineScriptMs: number;
  readonly runtimeMs: number;
  readonly unetMs: number;
  /** The first part of the model is being opened. */
  readonly preparingMs: number;
  readonly readyMs: number;
}

/**
 * From navigation to Ready, on the built studio with the bundled model on the CPU: cold, in a browser that has just been started with an
 * empty profile, and warm, at the second visit of the same profile. Medians, and what a visit consists of.
 */
export async function run(): Promise<Record<string, unknown>> {
  await buildStudio();
  const { address, close } = await serveStudio();
  try {
    const cold: Visit[] = [];
    const warm: Visit[] = [];
    for (let i = 0; i < RUNS; i++) {
      // A folder of its own: what is kept in memory only keeps no compiled code from visit to visit.
      const profile = await mkdtemp(join(tmpdir(), 'start-'));
      const options = { executablePath: findOrInstallChromium(), args: [...QUIET_FLAGS] };
      const context = await chromium.launchPersistentContext(profile, options);
      try {
        await settle(context);
        cold.push(await visit(context, address));
        warm.push(await visit(context, address));
      } finally {
        await context.close();
        await rm(profile, { recursive: true, force: true });
      }
    }
    return { processors: cpus().length, runs: RUNS, cold: medians(cold), warm: medians(warm) };
  } finally {
    await close();
  }
}

/** The browser's own start is over when a page has been drawn. */
async function settle(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  await page.goto('data:text/html,ready');
  await page.screenshot();
  await page.close();
}

async function visit(context: BrowserContext, address: string): Promise<Visit> {
  const page = await context.newPage();
  const started = Date.now();
  const arrivals = new Map<string, number>();
  page.on('requestfinished', (request) => {
    const name = new URL(request.url()).pathname;
    if (!arrivals.has(name)) arrivals.set(name, Date.now() - started);
  });
  await page.addInitScript(() => {
    const phases: { readonly text: string; readonly ms: number }[] = [];
    Object.assign(window, { phases });
    new MutationObserver(() => {
      const text = document.querySelector('.model-phase')?.textContent ?? '';
      if (text && phases.at(-1)?.text !== text) phases.push({ text, ms: performance.now() });
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator('.model-phase').filter({ hasText: 'Ready' }).waitFor({ timeout: READY_WITHIN_MS });
  const seen = await page.evaluate(() => ({
    phases: (window as unknown as { phases: { text: string; ms: number }[] }).phases,
    paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  }));
  await page.close();
  const arrival = (pattern: RegExp) => [...arrivals].find(([name]) => pattern.test(name))?.[1] ?? Number.NaN;
  const phase = (pattern: RegExp) => seen.phases.find(({ text }) => pattern.test(text))?.ms ?? Number.NaN;
  return {
    paintMs: seen.paintMs,
    shownMs: phase(/./),
    engineScriptMs: arrival(/diffusion\.worker/),
    runtimeMs: arrival(/\.wasm$/),
    unetMs: arrival(/unet\/model\.onnx$/),
    preparingMs: phase(/Preparing/),
    readyMs: phase(/Ready/),
  };
}

function medians(visits: readonly Visit[]): Record<string, number> {
  const names = Object.keys(visits[0] ?? {}) as (keyof Visit)[];
  return Object.fromEntries(names.map((name) => [name, median(visits.map((one) => one[name]))]));
}
