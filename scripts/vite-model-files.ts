import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';

export interface ModelFileEntry {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Lists a model folder: path relative to it, size in bytes and SHA-256 of each file, sorted by path. */
export function listModelFiles(folder: string): ModelFileEntry[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => {
      const content = readFileSync(path);
      return {
        path: relative(folder, path).split(sep).join('/'),
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Serves `models/<name>/files.json` for each folder in public/models. It is made from the files at build time, so new
 * weights need no other change, and the studio can tell a damaged download from a good one.
 */
export function modelFiles(root = 'public/models'): Plugin {
  const models = () => (existsSync(root) ? readdirSync(root) : []);
  const listing = (name: string) => JSON.stringify({ files: listModelFiles(join(root, name)) });
  return {
    name: 'model-files',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = /\/models\/([^/]+)\/files\.json$/.exec(request.url ?? '')?.[1];
        if (!name || !models().includes(name)) return next();
        response.setHeader('Content-Type', 'application/json');
        response.end(listing(name));
      });
    },
    generateBundle() {
      for (const name of models()) {
        this.emitFile({ type: 'asset', fileName: `models/${name}/files.json`, source: listing(name) });
      }
    },
  };
}
