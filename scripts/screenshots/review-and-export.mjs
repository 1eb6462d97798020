import { closeDialog, showArea, showTab } from './steps.mjs';

/** Comparing, sweeping and painting on one picture; then the gallery, the health of the dataset, and the export. */
export async function reviewAndExport(page, take) {
  await showArea(page, 'Gallery');
  const pairs = page.getByRole('listbox', { name: 'Gallery' }).getByRole('option');
  await pairs.nth(3).click();
  await showArea(page, 'Tune');
  await showTab(page, 'Overlay');
  await page.getByRole('table', { name: 'Pixels' }).waitFor();

  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('region', { name: 'Compare' }).waitFor();
  const tau = page.getByRole('spinbutton', { name: 'Refinement exponent τ value' });
  const before = await tau.inputValue();
  await tau.fill('6');
  await tau.press('Enter');
  await page.waitForTimeout(1500);
  await take('10-compare');
  await page.getByRole('region', { name: 'Compare' }).getByRole('button', { name: 'Done' }).click();
  await tau.fill(before);
  await tau.press('Enter');

  await page.getByRole('button', { name: 'Sweep…' }).click();
  const sweep = page.getByRole('dialog', { name: 'Sweep of τ and β' });
  await sweep.getByRole('status').getByText('All 36 masks are there.').waitFor();
  await take('11-sweep');
  await closeDialog(sweep);

  await page.locator('body').press('b');
  await page.getByRole('region', { name: 'Painting' }).waitFor();
  await paint(page);
  await take('12-brush');
  await page.keyboard.press('Escape');

  await showArea(page, 'Gallery');
  for (const name of ['Accept', 'Reject', 'Accept']) await page.getByRole('button', { name, exact: true }).click();
  await showTab(page, 'Mask');
  // On a phone the gallery is a grid at all times.
  const asGrid = page.getByRole('button', { name: 'Show as a grid with filters' });
  if (await asGrid.isVisible()) {
    await take('13-gallery');
    await asGrid.click();
  }
  await pairs.first().scrollIntoViewIfNeeded();
  await take('14-grid');
  await page.getByRole('button', { name: 'Health of the dataset' }).click();
  const health = page.getByRole('dialog', { name: 'Health of the dataset' });
  await health.getByRole('heading', { name: 'Where objects lie' }).waitFor();
  await take('15-health');
  await closeDialog(health);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export dataset' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export a dataset' });
  await dialog.getByText(/\d (kB|MB)/).waitFor();
  await take('16-export');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await download;
}

/** A stroke across the upper left part of the picture. */
async function paint(page) {
  const box = await page.locator('.viewport canvas').first().boundingBox();
  if (!box) throw new Error('The picture is not on the screen.');
  const at = (x, y) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(0.15, 0.2));
  await page.mouse.down();
  await page.mouse.move(...at(0.4, 0.25), { steps: 8 });
  await page.mouse.up();
  await page.waitForTimeout(500);
}
