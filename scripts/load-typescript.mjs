import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

/**
 * Loads TypeScript modules of the repository in Node, by their path from its root, and hands them to `work`.
 * @template T
 * @param {readonly string[]} paths
 * @param {(...modules: any[]) => Promise<T>} work
 * @param {{ hasEngine?: boolean }} options hasEngine: the modules need what the studio's build makes of WebAssembly text
 * @returns {Promise<T>}
 */
export async function withTypeScript(paths, work, { hasEngine = false } = {}) {
  const server = await createServer({
    root: fileURLToPath(new URL('..', import.meta.url)),
    ...(!hasEngine && { configFile: false }),
    logLevel: 'warn',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  try {
    return await work(...(await Promise.all(paths.map((path) => server.ssrLoadModule(path)))));
  } finally {
    await server.close();
  }
}
