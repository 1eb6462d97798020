import { readCanvas } from '../../fixtures/canvas.ts';
import { CAT_AND_CHAIR, PICTURE_PIXELS } from '../../fixtures/prompts.ts';
import { expect, test } from '../../fixtures/test.ts';

// One test, since each UNet call on SwiftShader takes tens of seconds: every call here proves something.
test('on WebGPU a picture gets its mask, a queued one follows and can be stopped, a lost device loses nothing', async ({
  studio,
  page,
  context,
  guard,
}) => {
  // ONNX Runtime's warnings (`W:`) that shape nodes run on the CPU come through console.error.
  guard.allow(/\[W:onnxruntime:/);
  // The device can only be lost on purpose by whoever holds it: keep it within reach of the test.
  await context.route('**/diffusion.worker*.js', async (route) => {
    const response = await route.fetch();
    const keepDevice = `
      const request = GPUAdapter.prototype.requestDevice;
      GPUAdapter.prototype.requestDevice = async function (options) {
        return (self.deviceOfTest = await request.call(this, options));
      };`;
    await route.fulfill({ response, body: `${await response.text()}\n{${keepDevice}}` });
  });
  const { prompt, stage, tune, filmstrip } = studio;
  await studio.open('./?backend=webgpu');
  await expect(studio.backend).toHaveAccessibleName(/^WebGPU/);

  await prompt.fill({ ...CAT_AND_CHAIR, steps: 2 });
  await prompt.generate.click();
  await prompt.fill({ caption: 'a cat and a chair in a room', classes: [], seed: 8, steps: 50 });
  await prompt.queueAnother.click();
  await expect(prompt.queue).toBeVisible();

  await expect(filmstrip.pairs).toHaveCount(1, { timeout: 300_000 });
  await expect(prompt.queue).toHaveCount(0);
  await filmstrip.pairs.first().click();
  await expect(tune.table).toBeVisible();
  const counts = await tune.pixels();
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(PICTURE_PIXELS);
  await stage.show('Picture');
  expect((await readCanvas(stage.picture)).colors).toBeGreaterThan(100);

  await studio.worker('diffusion').evaluate(() => {
    (self as unknown as { deviceOfTest: GPUDevice }).deviceOfTest.destroy();
  });
  await expect(page.getByRole('alert').filter({ hasText: /device was lost/i })).toBeVisible({ timeout: 60_000 });
  await expect(filmstrip.pairs).toHaveCount(1);
  await expect(studio.backend).toBeVisible();
});
