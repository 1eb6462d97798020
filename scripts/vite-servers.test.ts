import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer, preview } from 'vite';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Larger than what a server takes for too small to press. */
const WEIGHT_BYTES = 100_000;

interface StartedServer {
  readonly address: string;
  close(): Promise<void>;
}

/** The preview server over a folder with a page and nothing else, by the studio's own settings. */
async function startPreview(): Promise<StartedServer> {
  const outDir = mkdtempSync(join(tmpdir(), 'dist-'));
  writeFileSync(join(outDir, 'index.html'), '<title>page</title>');
  mkdirSync(join(outDir, 'models/emoji-scenes'), { recursive: true });
  writeFileSync(join(outDir, 'models/emoji-scenes/files.json'), '{}');
  writeFileSync(join(outDir, 'models/emoji-scenes/model.onnx'), new Uint8Array(WEIGHT_BYTES));
  const server = await preview({ root, logLevel: 'error', build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
  return {
    address: server.resolvedUrls?.local[0] ?? '',
    close: async () => {
      await server.close();
      rmSync(outDir, { recursive: true });
    },
  };
}

async function startDevelopment(): Promise<StartedServer> {
  const cacheDir = mkdtempSync(join(tmpdir(), 'vite-'));
  const server = await createServer({
    root,
    cacheDir,
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  await server.listen();
  return {
    address: server.resolvedUrls?.local[0] ?? '',
    close: async () => {
      await server.close();
      rmSync(cacheDir, { recursive: true, force: true });
    },
  };
}

describe.each([
  ['preview', startPreview],
  ['development', startDevelopment],
])('%s server', (_name, start) => {
  it('gives the page and its files, and 404 for a model file that is missing', { timeout: 60_000 }, async () => {
    const server = await start();
    try {
      const get = (path: string) => fetch(server.address + path, { headers: { Accept: 'text/html, */*' } });
      for (const path of ['', '?backend=wasm', 'index.html']) {
        const { status, headers } = await get(path);
        const isolated = headers.get('Cross-Origin-Embedder-Policy');
        expect([path, status, isolated]).toEqual([path, 200, 'require-corp']);
      }
      for (const [path, wanted] of [
        ['models/emoji-scenes/files.json', 200],
        ['models/emoji-scenes/unet/missing.onnx', 404],
        ['models/unknown/files.json', 404],
      ] as const) {
        expect([path, (await get(path)).status]).toEqual([path, wanted]);
      }
    } finally {
      await server.close();
    }
  });
});

it('sends the weights as they are to a browser that would take them pressed', { timeout: 60_000 }, async () => {
  const server = await startPreview();
  try {
    const { headers } = await fetch(`${server.address}models/emoji-scenes/model.onnx`, {
      headers: { 'Accept-Encoding': 'gzip, br' },
    });
    expect([headers.get('Content-Encoding'), headers.get('Content-Length')]).toEqual([null, String(WEIGHT_BYTES)]);
  } finally {
    await server.close();
  }
});
