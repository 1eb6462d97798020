import type { BrowserContext } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';

/** In the workers, which ask for devices; a request that never settles is what a hanging graphics process looks like. */
async function hangGraphics(context: BrowserContext): Promise<void> {
  const hang = "Object.defineProperty(navigator, 'gpu', { value: { requestAdapter: () => new Promise(() => {}) } });";
  await context.route('**/*.worker*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${hang}\n${await response.text()}` });
  });
}

test('a graphics process that never answers costs ten seconds, and the badge says why', async ({ studio, context }) => {
  await hangGraphics(context);
  await studio.open();
  await expect(studio.backend).toHaveAccessibleName(/^WASM.*no answer from the graphics process for 10 seconds/);
});

test('forced WebGPU on a graphics process that never answers ends with the way out', async ({
  studio,
  page,
  context,
}) => {
  await hangGraphics(context);
  await page.goto('./?backend=webgpu');
  await expect(studio.stage.failure).toContainText('no answer from the graphics process', { timeout: 30_000 });
  await studio.stage.failure.getByRole('link', { name: 'Run on the CPU' }).click();
  await expect(studio.backend).toBeVisible({ timeout: 120_000 });
});
