import { DOG } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

test('dataset colours and pixels are switches of the screen, by keyboard, and are remembered', async ({
  studio,
  page,
}) => {
  const { stage } = studio;
  await studio.open();
  await studio.generate({ ...DOG, steps: 2 });
  const swatch = stage.region.getByRole('list', { name: 'Legend' }).locator('.swatch').first();
  const vivid = await swatch.evaluate((element) => getComputedStyle(element).backgroundColor);
  await expect(stage.picture).toHaveCSS('image-rendering', 'auto');
  await expect(stage.regions).toHaveCSS('image-rendering', 'pixelated');
  const before = await stage.digest('Mask');

  const datasetColors = page.getByRole('button', { name: 'Dataset colours' });
  await datasetColors.focus();
  await page.keyboard.press('Space');
  await expect(datasetColors).toHaveAttribute('aria-pressed', 'true');
  // VOC's dog.
  await expect(swatch).toHaveCSS('background-color', 'rgb(64, 0, 128)');
  expect(vivid).not.toBe('rgb(64, 0, 128)');
  await expect.poll(() => stage.digest('Mask')).not.toBe(before);
  await page.getByRole('button', { name: 'Show pixels' }).click();
  await expect(stage.picture).toHaveCSS('image-rendering', 'pixelated');

  await page.reload();
  await expect(datasetColors).toHaveAttribute('aria-pressed', 'true');
  await expect(stage.picture).toHaveCSS('image-rendering', 'pixelated');
});
