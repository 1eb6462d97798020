import { violationsInBothSchemes } from '../fixtures/accessibility.ts';
import { readCanvas } from '../fixtures/canvas.ts';
import { CAT_AND_CHAIR } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

test('the sweep sheet shows a mask for each τ and β, and a click takes that setting', async ({ studio, page }) => {
  const { tune } = studio;
  await studio.open();
  await studio.generate(CAT_AND_CHAIR);
  const before = await tune.pixels();
  await tune.region.getByRole('button', { name: 'Sweep…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sweep of τ and β' });
  const cells = dialog.getByRole('button', { name: /^τ / });
  await expect(cells).toHaveCount(36);
  await expect(dialog.getByRole('status')).toHaveText('All 36 masks are there.');
  await expect(dialog.getByRole('button', { name: /, in use: cat / })).toHaveCount(1);
  expect((await readCanvas(cells.last().locator('canvas'))).colors).toBeGreaterThan(2);
  expect(await violationsInBothSchemes(page)).toEqual([]);
  await cells.and(dialog.getByRole('button', { name: 'τ 4, β 0.60' })).click();
  await expect(dialog).toBeHidden();
  await expect(tune.tau).toHaveValue('4');
  await expect(tune.beta).toHaveValue('0.60');
  await expect.poll(() => tune.pixels()).not.toEqual(before);

  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('tab', { name: 'Tune', exact: true }).click();
  await tune.region.getByRole('button', { name: 'Sweep…' }).click();
  await expect(dialog.getByRole('status')).toHaveText('All 36 masks are there.');
  expect(await violationsInBothSchemes(page), 'at phone width').toEqual([]);
});
