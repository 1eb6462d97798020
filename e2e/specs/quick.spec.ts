import { canvasPixels } from '../fixtures/canvas.ts';
import { PICTURE_PIXELS } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

test('a quick picture is much that of its seed in full, has a mask, stays quick over a reload, and ends', async ({
  studio,
  page,
}) => {
  const { prompt, stage, tune } = studio;
  await studio.open();
  const quick = page.getByRole('switch', { name: 'Quick' });
  const picture = async () => {
    await stage.show('Picture');
    return canvasPixels(stage.picture);
  };
  const chooseSeed = async (seed: string) => {
    await prompt.seed.fill(seed);
    await prompt.seed.press('Enter');
  };
  await studio.generate({ caption: 'a dog on the grass', classes: ['dog'], seed: 3 });
  const full = await picture();

  await quick.check();
  await chooseSeed('3');
  await expect(page.getByText('quick · seed 3')).toBeVisible();
  await prompt.generate.click();
  await studio.finished(2);
  const drawnQuickly = await picture();
  const counts = await tune.pixels();
  expect(counts.dog).toBeGreaterThan(0.03 * PICTURE_PIXELS);
  expect(counts.background).toBeGreaterThan(0.2 * PICTURE_PIXELS);

  await page.reload();
  await expect(studio.backend).toBeVisible({ timeout: 120_000 });
  await expect(quick).toBeChecked();
  await quick.press('Space');
  await expect(quick).not.toBeChecked();
  await chooseSeed('4');
  await expect(page.getByText('15 steps · seed 4')).toBeVisible();
  await prompt.generate.click();
  await studio.finished(3);
  const otherSeed = await picture();
  expect(meanDifference(drawnQuickly, full)).toBeLessThan(0.8 * meanDifference(otherSeed, full));
});

/** Of two pictures' values, 0 … 255. */
function meanDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] as number)), 0) / a.length;
}
