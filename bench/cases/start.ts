import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildStudio, serveStudio } from '../../scripts/serve.mjs';
import { openQuietBrowser, type QuietBrowser } from '../peers/quiet-browser.ts';
import { median } from '../peers/timing.ts';

const RUNS = 5;
const READY_WITHIN_MS = 120_000;
/** The browser's own start is over by then. */
const SETTLED_AFTER_MS = 3000;

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
      const browser = openQuietBrowser(profile);
      try {
        for (const visits of [cold, warm]) {
          await new Promise((resolve) => setTimeout(resolve, SETTLED_AFTER_MS));
          visits.push(await visit(browser, address));
        }
      } finally {
        await browser.close();
        await rm(profile, { recursive: true, force: true });
      }
    }
    return { processors: cpus().length, runs: RUNS, cold: medians(cold), warm: medians(warm) };
  } finally {
    await close();
  }
}

/** In the page, before its own scripts: notes what its model's line says, and when. */
const NOTE_PHASES = `
  const phases = [];
  window.ready = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('not ready in time: ' + JSON.stringify(phases))), ${READY_WITHIN_MS});
    new MutationObserver(() => {
      const text = document.querySelector('.model-phase')?.textContent ?? '';
      if (text && phases.at(-1)?.text !== text) phases.push({ text, ms: performance.now() });
      if (text.includes('Ready')) resolve(phases);
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });`;

interface Seen {
  readonly phases: readonly { readonly text: string; readonly ms: number }[];
  readonly paintMs: number;
  readonly origin: number;
}

async function visit(browser: QuietBrowser, address: string): Promise<Visit> {
  const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
  const page = sessionId as string;
  await browser.send('Page.enable', {}, page);
  await browser.send('Page.addScriptToEvaluateOnNewDocument', { source: NOTE_PHASES }, page);
  await browser.send('Page.navigate', { url: address }, page);
  const { phases, paintMs, origin } = await browser.evaluate<Seen>(
    page,
    `ready.then((phases) => ({
      phases,
      paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      origin: performance.timeOrigin,
    }))`,
  );
  const arrivals = [...(await resourcesOf(browser, page)), ...(await resourcesOfEngine(browser, page))];
  await browser.send('Target.closeTarget', { targetId });
  const arrival = (pattern: RegExp) =>
    (arrivals.find(({ name }) => pattern.test(name))?.endedAt ?? Number.NaN) - origin;
  const phase = (pattern: RegExp) => phases.find(({ text }) => pattern.test(text))?.ms ?? Number.NaN;
  return {
    paintMs,
    shownMs: phase(/./),
    engineScriptMs: arrival(/diffusion\.worker/),
    runtimeMs: arrival(/\.wasm$/),
    unetMs: arrival(/unet\/model\.onnx$/),
    preparingMs: phase(/Preparing/),
    readyMs: phase(/Ready/),
  };
}

interface Arrival {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
}

function resourcesOf(browser: QuietBrowser, session: string): Promise<Arrival[]> {
  return browser.evaluate(
    session,
    `performance.getEntriesByType('resource').map(({ name, responseEnd }) => ({ name, endedAt: performance.timeOrigin + responseEnd }))`,
  );
}

/** Asked for when all is over: until then nobody listens to the worker. */
async function resourcesOfEngine(browser: QuietBrowser, page: string): Promise<Arrival[]> {
  const found: string[] = [];
  browser.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if ((targetInfo as { url: string }).url.includes('diffusion.worker')) found.push(sessionId as string);
  });
  await browser.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true }, page);
  const [worker] = found;
  if (!worker) throw new Error('The engine has no worker');
  return resourcesOf(browser, worker);
}

function medians(visits: readonly Visit[]): Record<string, number> {
  const names = Object.keys(visits[0] ?? {}) as (keyof Visit)[];
  return Object.fromEntries(names.map((name) => [name, median(visits.map((one) => one[name]))]));
}
