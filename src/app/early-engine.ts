import emojiScenes from '../models/catalogue/entries/emoji-scenes.json' with { type: 'json' };
import type { StartOptions } from '../rpc/contract.ts';
import { readAddress } from './address.ts';
import { ENGINE_NAME, earlyEngineName } from './engine-name.ts';
import { diffusionWorker } from './workers.ts';

// Part of the page's first script: it imports nothing large.

/** Says that the last visit ended with another model than the bundled one. The preferences take too long to read. */
const OTHER_MODEL = 'dataset-diffusion-studio/other-model';

export const ENGINE_OPTIONS: Pick<StartOptions, 'baseUrl' | 'forcedBackend'> = {
  // Relative to the page, so that the studio can live under any path.
  baseUrl: new URL('.', document.baseURI).href.replace(/\/$/, ''),
  forcedBackend: readAddress(location.search).forcedBackend,
};

/** What the engine begins with before the page has come: what most visits open; null where the last one ended otherwise. */
export const EARLY_START: StartOptions | null = opensOther()
  ? null
  : { ...ENGINE_OPTIONS, model: { kind: 'catalogue', id: emojiScenes.id } };

let early: Worker | null = diffusionWorker(EARLY_START ? earlyEngineName(EARLY_START) : ENGINE_NAME);
/** Its sign of life, if that came before anybody listened. */
let sign: unknown = null;
early.addEventListener('message', ({ data }) => {
  sign = data;
});
// Whoever takes it then starts another, and hears why that one fails.
early.addEventListener('error', () => {
  early = null;
});

/** The worker that runs the engine; the first one is on its way already. */
export function engineWorker(): Worker {
  const worker = early;
  early = null;
  if (!worker) return diffusionWorker(ENGINE_NAME);
  const data = sign;
  if (data !== null) queueMicrotask(() => worker.dispatchEvent(new MessageEvent('message', { data })));
  return worker;
}

function opensOther(): boolean {
  try {
    return localStorage.getItem(OTHER_MODEL) !== null;
  } catch {
    // A browser that keeps nothing remembers no model.
    return false;
  }
}

/** For the next visit. */
export function noteNextModel(isBundled: boolean): void {
  try {
    if (isBundled) localStorage.removeItem(OTHER_MODEL);
    else localStorage.setItem(OTHER_MODEL, 'yes');
  } catch {
    // Then the next visit begins with the bundled one, and starts anew where that was wrong.
  }
}
