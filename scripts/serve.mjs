import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds the studio into dist/. */
export async function buildStudio() {
  await build({ root, logLevel: 'warn' });
}

/**
 * Serves dist/ on 127.0.0.1 with the headers of a cross-origin isolated page.
 * @param {{ port?: number, open?: boolean }} options `port`: the first one to try.
 * @returns {Promise<{ address: string, close: () => Promise<void> }>}
 * @throws Error when nothing has been built.
 */
export async function serveStudio({ port = 4173, open = false } = {}) {
  if (!existsSync(new URL('../dist/index.html', import.meta.url))) {
    throw new Error('dist/index.html is missing: build first (npm run build).');
  }
  const server = await preview({
    root,
    logLevel: 'warn',
    preview: { host: '127.0.0.1', port, strictPort: false, open },
  });
  const address = server.resolvedUrls?.local[0];
  if (!address) throw new Error('The server started without an address on 127.0.0.1.');
  return { address, close: () => server.close() };
}
