import { pixelsApart, ROUNDED_PIXELS } from '../fixtures/pixels-apart.ts';
import { CAT_AND_CHAIR } from '../fixtures/prompts.ts';
import { storedTaus } from '../fixtures/stored-pairs.ts';
import { expect, test } from '../fixtures/test.ts';

test('the gallery, its tuning and its attention survive a reload', async ({ studio, page }) => {
  const { tune, stage, filmstrip } = studio;
  await studio.open();
  await studio.generate(CAT_AND_CHAIR);
  const picture = await stage.digest('Picture');
  const untuned = await tune.pixels();
  await tune.enter(tune.tau, 6);
  await expect.poll(async () => pixelsApart(await tune.pixels(), untuned)).toBeGreaterThan(ROUNDED_PIXELS);
  const tuned = await tune.pixels();
  await expect.poll(() => storedTaus(page)).toEqual([6]);

  await page.reload();
  await expect(filmstrip.pairs).toHaveCount(1);
  await filmstrip.pairs.first().click();
  await expect(tune.table).toBeVisible();
  expect(await stage.digest('Picture')).toBe(picture);
  await expect(tune.tau).toHaveValue('6');
  await expect.poll(async () => pixelsApart(await tune.pixels(), tuned)).toBeLessThanOrEqual(ROUNDED_PIXELS);

  await tune.enter(tune.tau, 0);
  await expect.poll(async () => pixelsApart(await tune.pixels(), tuned)).toBeGreaterThan(ROUNDED_PIXELS);
});

test('a change and a removal of the last moment survive an immediate reload', async ({ studio, page }) => {
  const { tune, filmstrip } = studio;
  // A browser under load drops what a closing page asks of IndexedDB; this one always does.
  await page.addInitScript(() => {
    const drop = () => undefined;
    addEventListener('pagehide', () => Object.assign(IDBObjectStore.prototype, { put: drop, delete: drop }));
  });
  await studio.open();
  await studio.generate({ ...CAT_AND_CHAIR, steps: 2 });
  await studio.generate({ ...CAT_AND_CHAIR, classes: [], steps: 2, seed: 8 });
  await filmstrip.pairs.first().click();
  await page.keyboard.press('Delete');
  await expect(filmstrip.pairs).toHaveCount(1);
  await expect(tune.table).toBeVisible();
  await tune.tauSlider.focus();
  await page.evaluate(() => {
    addEventListener('keydown', () => setTimeout(() => location.reload()), { capture: true, once: true });
  });
  const reloaded = page.waitForEvent('load');
  await page.keyboard.press('Home');
  await reloaded;
  await expect(filmstrip.pairs).toHaveCount(1);
  expect(await storedTaus(page)).toEqual([0]);
});
