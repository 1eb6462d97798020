import { CAT_AND_CHAIR } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

test('the gallery, its tuning and its attention survive a reload', async ({ studio, page }) => {
  const { tune, stage, filmstrip } = studio;
  await studio.open();
  await studio.generate(CAT_AND_CHAIR);
  const picture = await stage.digest('Picture');
  await tune.enter(tune.tau, 2);
  await expect(tune.tau).toHaveValue('2');
  const tuned = await tune.pixels();

  await page.reload();
  await expect(filmstrip.pairs).toHaveCount(1);
  await filmstrip.pairs.first().click();
  await expect(tune.table).toBeVisible();
  expect(await stage.digest('Picture')).toBe(picture);
  await expect(tune.tau).toHaveValue('2');
  await expect.poll(() => tune.pixels()).toEqual(tuned);

  await tune.enter(tune.tau, 7);
  await expect.poll(() => tune.pixels()).not.toEqual(tuned);
});
