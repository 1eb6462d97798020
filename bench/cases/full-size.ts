import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { writeModelFolder } from '../../scripts/generate-model/model-folder.ts';
import { descendantMemory } from '../full-size/process-memory.ts';
import { serveFolder } from '../full-size/serve-folder.ts';
import type { FullSizeInput, FullSizeResult } from './full-size-in-browser.ts';

type RunInBrowser = (
  file: string,
  options: { readonly input: FullSizeInput; readonly beforeClose: () => void },
) => Promise<FullSizeResult>;

/** The first row is what fits best into a browser; the others show where the limits are. */
const RUNS: readonly Omit<FullSizeInput, 'url'>[] = [
  { settings: 'half stays half', build: 'wasm', side: 64, halves: 1 },
  { settings: 'half stays half', build: 'jspi', side: 64, halves: 1 },
  { settings: 'half stays half', build: 'wasm', side: 64, halves: 2 },
  { settings: 'half stays half', build: 'wasm', side: 32, halves: 2 },
  { settings: 'as they come', build: 'wasm', side: 32, halves: 1 },
  { settings: 'as they come', build: 'wasm', side: 64, halves: 1 },
];

/**
 * Writes a UNet of Stable Diffusion 1.5's size (860 million random fp16 weights, one file), serves it on loopback, and has
 * Chromium load, tap and call it on the CPU. A row a run; `browserPeakBytes` is the resident set of its largest process.
 */
export async function run(_: unknown, runInBrowser: RunInBrowser): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'full-size-'));
  try {
    const started = performance.now();
    const [unet] = await writeModelFolder({
      size: 'sd15',
      out: folder,
      seed: 1,
      precision: { weights: 'fp16', compute: 'fp32', io: 'fp32' },
      style: 'sdpa',
      external: false,
      only: ['unet'],
    });
    const writeMs = Math.round(performance.now() - started);
    const server = await serveFolder(folder);
    const rows: Record<string, unknown>[] = [];
    for (const chosen of RUNS) {
      let browserPeakBytes = 0;
      const beforeClose = () => {
        browserPeakBytes = descendantMemory(process.pid)[0]?.peakBytes ?? 0;
      };
      const input = { ...chosen, url: server.address };
      const result = await runInBrowser('full-size-in-browser.ts', { input, beforeClose });
      rows.push({ ...chosen, ...result, browserPeakBytes });
      console.log(JSON.stringify(rows.at(-1)));
    }
    await server.close();
    const machine = { cores: cpus().length, processor: cpus()[0]?.model.trim(), memoryBytes: totalmem() };
    return { date: new Date().toISOString().slice(0, 10), ...machine, parameters: unet?.parameters, writeMs, rows };
  } finally {
    await rm(folder, { recursive: true });
  }
}
