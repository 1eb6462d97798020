import { defineConfig } from 'vite';
import { watModules } from '../scripts/vite-wat.ts';

/** Bundles the command line for Node: one file a command beside the entries, native modules left where they are. */
export default defineConfig({
  logLevel: 'error',
  publicDir: false,
  plugins: [watModules()],
  ssr: { noExternal: true, external: ['onnxruntime-node', 'webgpu'] },
  build: {
    ssr: true,
    target: 'node20.19',
    minify: false,
    sourcemap: true,
    // It lies outside the root's `dist`, in a folder that was made for it.
    emptyOutDir: false,
    rolldownOptions: {
      input: { main: 'cli/main.ts', maker: 'cli/makers/serve-maker.ts' },
      output: {
        entryFileNames: ({ name }) => (name === 'maker' ? 'maker.mjs' : 'main.mjs'),
        chunkFileNames: '[name]-[hash].mjs',
      },
    },
  },
});
