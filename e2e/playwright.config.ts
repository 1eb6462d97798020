import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { QUIET_FLAGS, SWIFTSHADER_FLAGS } from '../scripts/chromium-flags.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Another one lets checkouts test side by side. */
const port = Number(process.env.E2E_PORT ?? 41739);
const address = `http://127.0.0.1:${port}`;

// Set by scripts/with-chromium.mjs; without it Playwright looks for its own download.
const chromiumPath = process.env.PLAYWRIGHT_CHROMIUM;
const launch = (flags: readonly string[]) => ({
  args: [...QUIET_FLAGS, ...flags],
  ...(chromiumPath ? { executablePath: chromiumPath } : {}),
});

/** User journeys on the built app (`npm run build` first). One worker: the engine uses every core. */
export default defineConfig({
  testDir: './specs',
  outputDir: '../test-results',
  forbidOnly: true,
  retries: 0,
  workers: 1,
  fullyParallel: false,
  reporter: [['list']],
  use: {
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    // Recording slows a test by a third, so only who looks for a failure asks for it.
    trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    actionTimeout: 30_000,
  },
  projects: [
    {
      name: 'wasm',
      testIgnore: 'webgpu/**',
      timeout: 240_000,
      expect: { timeout: 30_000 },
      use: { launchOptions: launch([]) },
    },
    {
      name: 'webgpu',
      testMatch: 'webgpu/**/*.spec.ts',
      // SwiftShader computes on the processor: a UNet call takes tens of seconds there.
      timeout: 480_000,
      expect: { timeout: 240_000 },
      use: { launchOptions: launch(SWIFTSHADER_FLAGS) },
    },
  ],
  webServer: {
    command: `npx --no-install vite preview --host 127.0.0.1 --port ${port} --strictPort`,
    cwd: root,
    url: `${address}/index.html`,
    reuseExistingServer: false,
    stdout: 'ignore',
  },
});
