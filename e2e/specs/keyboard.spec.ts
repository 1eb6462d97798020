import { tabTo } from '../fixtures/tab-to.ts';
import { expect, test } from '../fixtures/test.ts';

test('a person without a pointer generates, tunes, reviews and exports', async ({ studio, page }) => {
  const { prompt, stage, tune, filmstrip } = studio;
  await studio.open();

  await tabTo(page, prompt.caption);
  await page.keyboard.type('a cat and a chair in a room');
  await tabTo(page, prompt.classPicker);
  for (const name of ['cat', 'chair']) {
    await page.keyboard.type(name);
    await expect(page.getByRole('option', { name, exact: true })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(prompt.region.getByRole('button', { name: `Remove ${name}` })).toBeVisible();
  }
  const advanced = prompt.region.locator('summary', { hasText: 'Advanced' });
  await tabTo(page, advanced);
  await page.keyboard.press('Enter');
  const steps = prompt.region.getByRole('spinbutton', { name: 'Steps value' });
  await tabTo(page, steps);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('4');
  await page.keyboard.press('Control+Enter');
  await expect(prompt.stop).toBeVisible();
  await studio.finished(1);

  await tabTo(page, stage.region.getByRole('tab', { selected: true }));
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(stage.region.getByRole('tab', { name: 'Mask' })).toBeFocused();
  await tabTo(page, stage.picture);
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('complementary', { name: 'Scores at this pixel' })).toBeVisible();

  const before = await tune.pixels();
  await tabTo(page, tune.tauSlider);
  await page.keyboard.press('Home');
  await expect.poll(() => tune.pixels()).not.toEqual(before);

  await tabTo(page, filmstrip.pairs.first());
  await page.keyboard.press('a');
  await expect(filmstrip.pairs.first()).toHaveAccessibleName(/accepted/);
  await tabTo(page, filmstrip.exportDataset);
  await page.keyboard.press('Enter');
  await tabTo(page, filmstrip.exportDialog.confirm);
  const download = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  expect((await download).suggestedFilename()).toMatch(/\.zip$/);
});

test('Escape stops a run and the shortcuts dialog gives focus back', async ({ studio, page }) => {
  const { prompt, stage, filmstrip } = studio;
  await studio.open();
  await stage.example('a bus in the street').focus();
  await page.keyboard.press('Enter');
  await expect(stage.progress).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(prompt.generate).toBeVisible();
  await expect(filmstrip.pairs).toHaveCount(0);

  const help = page.getByRole('button', { name: 'Keyboard shortcuts' });
  await help.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(help).toBeFocused();
});
