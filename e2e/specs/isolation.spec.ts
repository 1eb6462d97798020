import { expect, test } from '../fixtures/test.ts';

test('the page is cross-origin isolated, so that WASM has threads', async ({ studio, page }) => {
  await studio.open();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const threads = await page.evaluate(() => Math.min(8, navigator.hardwareConcurrency));
  await expect(studio.backend).toHaveAccessibleName(new RegExp(`^WASM ${threads} thread`));
});

test('without the isolation headers the studio makes pictures on one thread and says so', async ({
  studio,
  page,
  context,
}) => {
  await context.route('**/*', async (route) => {
    const response = await route.fetch();
    const headers = response.headers();
    delete headers['cross-origin-opener-policy'];
    delete headers['cross-origin-embedder-policy'];
    await route.fulfill({ response, headers });
  });
  await studio.open();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await expect(studio.backend).toHaveAccessibleName(/^WASM 1 thread.*not cross-origin isolated/);
  await studio.generate({ caption: 'a dog on the grass', classes: ['dog'], seed: 3, steps: 2 });
});
