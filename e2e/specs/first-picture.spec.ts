import { canvasPixels, readCanvas } from '../fixtures/canvas.ts';
import { PICTURE_PIXELS } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

test('one click on an example gives the picture of its card with a mask, and heatmaps form on the way', async ({
  studio,
}) => {
  const { stage, prompt, tune, filmstrip } = studio;
  await studio.open();
  await expect(studio.backend).toHaveAccessibleName(/^WASM/);

  const card = stage.example('a cat and a chair in a room');
  await expect(card).toHaveAccessibleName('a cat and a chair in a room cat chair');
  await expect.poll(async () => (await readCanvas(card.locator('canvas'))).colors).toBeGreaterThan(2);
  const promised = await canvasPixels(card.locator('img'));
  await card.click();
  await expect(prompt.stop).toBeVisible();
  await stage.show('Heatmaps');
  const seen = new Set<string>();
  await expect
    .poll(async () => seen.add((await readCanvas(stage.heatmap('cat'))).digest).size, { intervals: [200] })
    .toBeGreaterThanOrEqual(3);
  await expect(prompt.stop, 'the heatmaps changed while the picture was forming').toBeVisible();

  await studio.finished(1);
  await stage.show('Picture');
  expect((await readCanvas(stage.picture)).colors).toBeGreaterThan(100);
  // The card is a JPEG, and was drawn on native ONNX Runtime.
  expect(meanDifference(await canvasPixels(stage.picture), promised)).toBeLessThan(4);
  const counts = await tune.pixels();
  expect(Object.keys(counts).sort()).toEqual(['background', 'cat', 'chair', 'void']);
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(PICTURE_PIXELS);
  await expect(filmstrip.exportDataset).toBeEnabled();
});

test('the same seed and settings give the same picture', async ({ studio }) => {
  const { prompt, stage } = studio;
  await studio.open();
  await studio.generate({ caption: 'a dog on the grass', classes: ['dog'], seed: 3, steps: 2 });
  const first = await stage.digest('Picture');
  await prompt.seed.fill('4');
  await prompt.seed.press('Enter');
  await prompt.generate.click();
  await studio.finished(2);
  expect(await stage.digest('Picture')).not.toBe(first);
  await prompt.seed.fill('3');
  await prompt.seed.press('Enter');
  await prompt.generate.click();
  await studio.finished(3);
  expect(await stage.digest('Picture')).toBe(first);
});

/** Of two pictures' values, 0 … 255. */
function meanDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] as number)), 0) / a.length;
}
