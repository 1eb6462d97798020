import { defineConfig } from 'vite';
import { watModules } from '../scripts/vite-wat.ts';

/** Bundles the command line for Node: one file a command beside the entry, native modules left where they are. */
export default defineConfig({
  logLevel: 'error',
  publicDir: false,
  plugins: [watModules()],
  ssr: { noExternal: true, external: ['onnxruntime-node', 'webgpu'] },
  build: {
    ssr: 'cli/main.ts',
    target: 'node20.19',
    minify: false,
    sourcemap: true,
    // It lies outside the root's `dist`, in a folder that was made for it.
    emptyOutDir: false,
    rolldownOptions: { output: { entryFileNames: 'main.mjs', chunkFileNames: '[name]-[hash].mjs' } },
  },
});
