import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { contentSecurityPolicy, MODEL_WORKER_FOLDER } from './scripts/vite-content-security-policy.ts';
import { modelFiles } from './scripts/vite-model-files.ts';
import { pagePreload } from './scripts/vite-page-preload.ts';
import { previewPlain } from './scripts/vite-preview-plain.ts';
import { watModules } from './scripts/vite-wat.ts';

/** SharedArrayBuffer, and so WASM threads, need a cross-origin isolated page. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  base: './',
  // One page: what is not a file is 404, not the page again. A model's missing file is told by that.
  appType: 'mpa',
  plugins: [react(), watModules(), modelFiles(), contentSecurityPolicy(), previewPlain(), pagePreload()],
  worker: {
    format: 'es',
    plugins: () => [watModules()],
    rolldownOptions: {
      output: {
        entryFileNames: ({ name }) =>
          `${name === 'diffusion.worker' ? MODEL_WORKER_FOLDER : 'assets'}/[name]-[hash].js`,
      },
    },
  },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  server: { headers: isolation },
  preview: { headers: isolation },
  // One style sheet, which the page asks for at once and not with its script.
  build: { target: 'es2024', sourcemap: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 900, cssCodeSplit: false },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'cli/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: ['src/gpu/**', 'src/engine/**', 'cli/engine/**', 'bench/gpu/parts/**'],
          environment: 'node',
          // Vitest leaves a processor free, which on two is half of them.
          maxWorkers: '100%',
        },
      },
      {
        // Kernels run on a real WebGPU device (Dawn), the engine on real ONNX Runtime: both take memory, so two processes at most.
        extends: true,
        test: {
          name: 'kernels',
          include: [
            'src/gpu/**/*.test.ts',
            'src/engine/**/*.test.ts',
            'cli/engine/**/*.test.ts',
            'bench/gpu/parts/**/*.test.ts',
          ],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
