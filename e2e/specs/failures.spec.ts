import { DOG } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

test('forced WebGPU without WebGPU says so and offers the CPU', async ({ studio, page }) => {
  const { stage } = studio;
  await page.goto('./?backend=webgpu');
  await expect(stage.failure).toContainText('WebGPU');
  await stage.failure.getByRole('link', { name: 'Run on the CPU' }).click();
  await expect(studio.backend).toBeVisible({ timeout: 120_000 });
  await expect(studio.backend).toHaveAccessibleName(/^WASM/);
});

test('a damaged model file is named, and trying again works', async ({ studio, page, context }) => {
  const file = '**/models/emoji-scenes/unet/model.onnx';
  await context.route(file, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[body.length >> 1] = (body[body.length >> 1] as number) ^ 0xff;
    await route.fulfill({ response, body });
  });
  await page.goto('./');
  await expect(studio.stage.failure).toContainText('unet/model.onnx', { timeout: 60_000 });
  await context.unroute(file);
  await studio.stage.failure.getByRole('button', { name: 'Try again' }).click();
  await expect(studio.backend).toBeVisible({ timeout: 120_000 });
});

test('a missing model file is named', async ({ studio, page, context, guard }) => {
  // The browser itself logs the refused request.
  guard.allow(/404/);
  await context.route('**/models/emoji-scenes/vae_decoder/model.onnx', (route) => route.fulfill({ status: 404 }));
  await page.goto('./');
  await expect(studio.stage.failure).toContainText('vae_decoder/model.onnx', { timeout: 60_000 });
});

test('full storage is told, and the picture is kept while the page is open', async ({ studio, page, baseURL }) => {
  const { stage, filmstrip } = studio;
  await studio.open();
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Storage.overrideQuotaForOrigin', { origin: new URL(baseURL ?? '').origin, quotaSize: 1000 });
  await studio.generate(DOG);
  await expect(page.getByRole('alert').filter({ hasText: /storage is full/i })).toBeVisible();
  await stage.show('Picture');
  await expect(stage.picture).toBeVisible();
  await expect(filmstrip.pairs).toHaveCount(1);
  await devTools.send('Storage.overrideQuotaForOrigin', { origin: new URL(baseURL ?? '').origin });
});

test('a crash of the engine in mid-run loses no picture, and the next run works', async ({ studio, page, guard }) => {
  const { prompt, filmstrip } = studio;
  await studio.open();
  await studio.generate(DOG);
  await prompt.fill({ caption: 'a dog on the grass', classes: [], seed: 12, steps: 60 });
  await prompt.generate.click();
  await expect(studio.stage.progress).toHaveAttribute('aria-valuenow', /[1-9]/);

  guard.allow(/forced crash/);
  await studio.worker('diffusion').evaluate(() => {
    setTimeout(() => {
      throw new Error('forced crash');
    });
  });
  await expect(page.getByRole('alert').filter({ hasText: /stopped unexpectedly/ })).toBeVisible();
  await expect(filmstrip.pairs).toHaveCount(1);
  await expect(studio.backend).toBeVisible({ timeout: 120_000 });

  await prompt.fill({ caption: 'a dog on the grass', classes: [], seed: 12, steps: 2 });
  await prompt.generate.click();
  await studio.finished(2);
});
