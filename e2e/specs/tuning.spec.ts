import { CAT_AND_CHAIR } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

test('τ, α and β change the mask at once without the model, and Reset takes them back', async ({ studio }) => {
  const { tune, stage, prompt } = studio;
  await studio.open();
  await studio.generate(CAT_AND_CHAIR);
  const start = await tune.pixels();
  const startMask = await stage.digest('Mask');

  // Every model call starts with a message to this worker.
  const engine = studio.worker('diffusion');
  await engine.evaluate(() => {
    Object.assign(self, { messagesSeen: 0 });
    self.addEventListener('message', () => {
      Object.assign(self, { messagesSeen: Reflect.get(self, 'messagesSeen') + 1 });
    });
  });

  await tune.enter(tune.tau, 0);
  await expect.poll(() => tune.pixels()).not.toEqual(start);
  await tune.enter(tune.beta, 1);
  await tune.enter(tune.alpha, 1);
  await expect.poll(async () => (await tune.pixels()).void).toBe(0);
  await tune.enter(tune.alpha, 0);
  await expect.poll(async () => (await tune.pixels()).background).toBe(0);
  expect(await stage.digest('Mask')).not.toBe(startMask);

  await tune.reset.click();
  await expect.poll(() => tune.pixels()).toEqual(start);
  expect(await stage.digest('Mask')).toBe(startMask);
  await expect(prompt.generate).toBeVisible();
  expect(await engine.evaluate(() => Reflect.get(self, 'messagesSeen'))).toBe(0);
});

test('the mask follows the slider while the next picture is being made', async ({ studio }) => {
  const { tune, prompt, filmstrip } = studio;
  await studio.open();
  await studio.generate({ ...CAT_AND_CHAIR, steps: 4 });
  await prompt.fill({ caption: 'a cat and a chair in a room', classes: [], seed: 8, steps: 60 });
  await prompt.generate.click();
  await expect(studio.stage.progress).toBeVisible();
  await filmstrip.pairs.first().click();
  await expect(tune.table).toBeVisible();
  const before = await tune.pixels();
  await tune.tauSlider.focus();
  await tune.tauSlider.press('Home');
  await expect.poll(() => tune.pixels()).not.toEqual(before);
  await expect(prompt.stop, 'the model is still at work').toBeVisible();
  await prompt.stop.click();
  await expect(prompt.generate).toBeVisible();
  await expect(filmstrip.pairs).toHaveCount(1);
});

test('a switch makes the mask follow the picture’s edges, and takes it back', async ({ studio, page }) => {
  const { tune, stage, filmstrip } = studio;
  await studio.open();
  await studio.generate(CAT_AND_CHAIR);
  const start = await tune.pixels();
  const startMask = await stage.digest('Mask');
  await expect(tune.guided).toBeChecked();

  await tune.guided.focus();
  await tune.guided.press('Space');
  await expect(tune.guided).not.toBeChecked();
  await expect.poll(() => tune.pixels()).not.toEqual(start);
  const smooth = await tune.pixels();
  const smoothMask = await stage.digest('Mask');
  expect(smoothMask).not.toBe(startMask);

  await tune.guided.press('Space');
  await expect.poll(() => tune.pixels()).toEqual(start);
  expect(await stage.digest('Mask')).toBe(startMask);

  // The pair keeps the choice, and with it its mask.
  await tune.guided.press('Space');
  await expect.poll(() => tune.pixels()).toEqual(smooth);
  await page.reload();
  await expect(filmstrip.pairs).toHaveCount(1);
  await filmstrip.pairs.first().click();
  await expect(tune.guided).not.toBeChecked();
  await expect.poll(() => tune.pixels()).toEqual(smooth);
  expect(await stage.digest('Mask')).toBe(smoothMask);

  await tune.reset.click();
  await expect(tune.guided).toBeChecked();
  await expect.poll(() => tune.pixels()).toEqual(start);
});
