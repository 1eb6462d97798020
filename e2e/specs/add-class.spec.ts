import type { Page } from '@playwright/test';
import { violationsInBothSchemes } from '../fixtures/accessibility.ts';
import { DatasetZip } from '../fixtures/dataset-zip.ts';
import type { StudioPage } from '../fixtures/studio-page.ts';
import { expect, test } from '../fixtures/test.ts';

const [CAT, CHAIR] = [8, 9];
/** The caption speaks of both, the classes of one. */
const CAT_ALONE = { caption: 'a cat and a chair in a room', classes: ['cat'], seed: 7, steps: 4 };

async function openDialog(page: Page) {
  await page.getByRole('button', { name: 'Add a class…' }).click();
  return page.getByRole('dialog', { name: 'Add a class' });
}

/** Pixels of the only pair's mask as its stored record gives them, which may differ in single pixels from the one in memory. */
async function storedMask({ page, filmstrip, tune, backend }: StudioPage) {
  await page.reload();
  await expect(backend).toBeVisible({ timeout: 120_000 });
  await filmstrip.pairs.first().click();
  await expect(tune.table).toBeVisible();
  return tune.pixels();
}

test('a class is added to a finished picture, stays through a reload, is exported, and is taken out again', async ({
  studio,
  page,
}) => {
  test.slow();
  const { tune, stage, filmstrip } = studio;
  const added = page.getByRole('region', { name: 'Added classes' });
  const chair = stage.region.getByRole('list', { name: 'Legend' }).getByText('chair', { exact: true });
  await studio.open();
  await studio.generate(CAT_ALONE);
  const before = await storedMask(studio);
  expect(Object.keys(before)).toEqual(['cat', 'background', 'void']);

  await test.step('by keyboard, in the dialog', async () => {
    const dialog = await openDialog(page);
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await expect(dialog.getByRole('button', { name: 'Add the class' })).toBeDisabled();
    const picker = dialog.getByRole('combobox', { name: 'Add a class' });
    await picker.focus();
    await page.keyboard.type('chair');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('list', { name: 'Classes to add' })).toContainText('chair');
    // What the picture has is not offered.
    await page.keyboard.type('cat');
    await expect(page.getByRole('option', { name: 'cat', exact: true })).toHaveCount(0);
    await picker.fill('');
    await page.keyboard.press('Tab');
    await dialog.getByRole('button', { name: 'Add the class' }).press('Enter');
    await expect(dialog).toBeHidden();
  });

  await test.step('it has a region, a place in the legend and a line that says how it came', async () => {
    await expect(added.getByRole('listitem')).toContainText(/chair.*by re-noise capture at 4 noise levels/, {
      timeout: 120_000,
    });
    await expect(chair).toBeVisible();
    await expect.poll(async () => (await tune.pixels()).chair ?? 0).toBeGreaterThan(0);
    expect(await violationsInBothSchemes(page)).toEqual([]);
  });
  const withChair = await tune.pixels();

  await test.step('it stays through a reload', async () => {
    await page.reload();
    await expect(filmstrip.pairs).toHaveCount(1);
    await filmstrip.pairs.first().click();
    await expect.poll(() => tune.pixels()).toEqual(withChair);
  });

  await test.step('the export has it, and says how it came', async () => {
    const zip = await DatasetZip.from(await filmstrip.download());
    const [mask] = zip.masks();
    expect(mask?.values.filter((id) => id === CHAIR)).toHaveLength(withChair.chair ?? 0);
    const [pair] = JSON.parse(zip.text('manifest.json')).pairs;
    expect(pair.settings.classIds).toEqual([CAT]);
    expect(pair.presence.map(({ classId }: { classId: number }) => classId)).toEqual([CAT, CHAIR]);
    expect(pair.addedClasses).toEqual([
      {
        classId: CHAIR,
        capture: expect.objectContaining({
          classPrompt: expect.stringMatching(/^cat chair/),
          modelSha256: pair.provenance.modelSha256,
          renoiseTimesteps: expect.any(Array),
        }),
      },
    ]);
    expect(zip.text('README.md')).toContain('To 1 picture classes were added afterwards (chair)');
  });

  await test.step('taken out, and put back by Undo', async () => {
    await added.getByRole('button', { name: 'Take chair out of the mask' }).click();
    await expect.poll(() => tune.pixels()).toEqual(before);
    await expect(chair).toBeHidden();
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await expect.poll(() => tune.pixels()).toEqual(withChair);
    await added.getByRole('button', { name: 'Take chair out of the mask' }).click();
    await expect.poll(() => tune.pixels()).toEqual(before);
    await page.reload();
    await filmstrip.pairs.first().click();
    await expect.poll(() => tune.pixels()).toEqual(before);
  });
});

test('on a phone the dialog fits, and a capture can be cancelled', async ({ studio, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await studio.open();
  await page.getByRole('tab', { name: 'Prompt', exact: true }).click();
  // Eight noise levels: time enough to cancel.
  await studio.prompt.fill({ ...CAT_ALONE, steps: 8 });
  await studio.prompt.generate.click();
  await expect(studio.prompt.generate).toBeVisible({ timeout: 120_000 });
  await page.getByRole('tab', { name: 'Tune', exact: true }).click();
  const dialog = await openDialog(page);
  await dialog.getByRole('combobox', { name: 'Add a class' }).fill('chair');
  await page.getByRole('option', { name: 'chair', exact: true }).click();
  const box = await dialog.boundingBox();
  expect((box?.x ?? -1) >= 0 && (box?.width ?? 999) <= 390).toBe(true);
  expect(await violationsInBothSchemes(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add the class' }).click();
  const added = page.getByRole('region', { name: 'Added classes' });
  await added.getByRole('button', { name: 'Cancel' }).click();
  await expect(added.getByRole('progressbar')).toHaveCount(0);
  await expect(added.getByRole('listitem')).toHaveCount(0);
  await expect(added.getByRole('button', { name: 'Add a class…' })).toBeEnabled();
});

test('a word that is no class gets a heatmap, and no place in mask and dataset', async ({ studio, page }) => {
  const { tune, stage, filmstrip } = studio;
  const added = page.getByRole('region', { name: 'Added classes' });
  await studio.open();
  await studio.generate({ ...CAT_ALONE, steps: 2 });
  const before = await storedMask(studio);
  const dialog = await openDialog(page);
  const word = dialog.getByRole('textbox', { name: /a word that is no class/ });
  await word.fill('cat');
  await expect(dialog.getByRole('status').filter({ hasText: 'cat is a class of this picture' })).toBeVisible();
  await word.fill('room');
  expect(await violationsInBothSchemes(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Show its heatmap' }).click();
  await expect(added.getByRole('listitem')).toContainText(/room.*a word, heatmap only/, { timeout: 120_000 });
  await stage.show('Heatmaps');
  await expect(stage.heatmap('room')).toBeVisible();
  expect(await tune.pixels()).toEqual(before);
  await page.reload();
  await filmstrip.pairs.first().click();
  await expect(stage.heatmap('room')).toBeVisible();
  const zip = await DatasetZip.from(await filmstrip.download());
  expect(JSON.parse(zip.text('manifest.json')).pairs[0]).not.toHaveProperty('addedClasses');
  await added.getByRole('button', { name: 'Take room out' }).click();
  await expect(stage.heatmap('room')).toBeHidden();
  await expect(stage.heatmap('cat')).toBeVisible();
});
