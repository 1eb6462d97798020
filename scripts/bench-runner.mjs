import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { createServer } from 'vite';
import { HARDWARE_FLAGS, QUIET_FLAGS, SWIFTSHADER_FLAGS } from './chromium-flags.mjs';

/**
 * Runs bench case modules: TypeScript files that export `run`, in Node as `run(options, runInBrowser)`, or in a worker of a
 * cross-origin isolated page in Chromium as `run(input)`; each resolves to its figures.
 * @param {{ chromiumPath: string, gpu: 'swiftshader' | 'hardware' }} options
 */
export async function startRunner({ chromiumPath, gpu }) {
  const server = await createServer({
    root: fileURLToPath(new URL('..', import.meta.url)),
    logLevel: 'warn',
    server: { host: '127.0.0.1', port: 4290, strictPort: false, hmr: false, watch: null },
    // Discovering dependencies while a case runs would reload its page.
    optimizeDeps: { noDiscovery: true, include: ['crc-32'] },
  });
  await server.listen();
  const address = server.resolvedUrls?.local[0];
  if (!address) throw new Error('The bench server started without an address on 127.0.0.1.');
  const path = (file) => `/bench/cases/${file}`;

  async function runInNode(file, options) {
    const module = await server.ssrLoadModule(path(file));
    return module.run(options, runInBrowser);
  }

  /** @param beforeClose called when the case has ended and the browser still runs */
  async function runInBrowser(file, { input = null, beforeClose = () => {} } = {}) {
    const gpuFlags = gpu === 'hardware' ? HARDWARE_FLAGS : SWIFTSHADER_FLAGS;
    const browser = await chromium.launch({ executablePath: chromiumPath, args: [...QUIET_FLAGS, ...gpuFlags] });
    try {
      const page = await browser.newPage();
      page.on('console', (message) => {
        if (!message.text().startsWith('[vite]')) console.log(`  [${file}] ${message.text()}`);
      });
      page.on('pageerror', (error) => console.error(`  [${file}] ${error.stack ?? error.message}`));
      await page.goto(new URL('bench/page/index.html', address).href);
      await page.waitForFunction(() => 'runCase' in window);
      const answer = await page.evaluate(([casePath, given]) => window.runCase(casePath, given), [path(file), input]);
      beforeClose();
      if (!answer.ok) throw new Error(answer.error);
      return answer.result;
    } finally {
      await browser.close();
    }
  }

  return { runInNode, runInBrowser, close: () => server.close() };
}
