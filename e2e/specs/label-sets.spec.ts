import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { violationsInBothSchemes } from '../fixtures/accessibility.ts';
import { DatasetZip } from '../fixtures/dataset-zip.ts';
import { expect, test } from '../fixtures/test.ts';

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Label set' });
const setOf = (page: Page) => page.getByRole('combobox', { name: 'Label set' });

/** Ids as a person's own set has them: the place in it. */
const LABELMAP = '# label:color_rgb:parts:actions\nbackground:0,0,0::\n007:10,20,30::\nchair:200,0,0::\ncat:1,2::\n';

test('an own set is made, generated with, kept over a reload, and exported with its own colours', async ({
  studio,
  page,
}) => {
  await studio.open();
  await page.getByRole('button', { name: 'Edit label sets' }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: 'New' }).click();
  await dialog.getByRole('textbox', { name: 'Name of the set' }).fill('Rooms');
  await dialog
    .getByLabel('File with classes')
    .setInputFiles({ name: 'labelmap.txt', mimeType: 'text/plain', buffer: Buffer.from(LABELMAP) });
  const summary = dialog.getByRole('region', { name: 'What the file holds' });
  await expect(summary).toContainText('labelmap.txt: 2 classes, 1 left out.');
  await expect(summary).toContainText('line 5 Expected a colour of three whole numbers');
  expect(await violationsInBothSchemes(page), 'import').toEqual([]);
  await summary.getByRole('button', { name: 'Take these classes' }).click();

  await dialog.getByRole('button', { name: 'Add class' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Name of class 3' })).toBeFocused();
  await page.keyboard.type('cat');
  await dialog.getByLabel('Colour of cat').fill('#c80000');
  await expect(dialog).toContainText('which “chair” has');
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
  expect(await violationsInBothSchemes(page), 'a clash').toEqual([]);
  await dialog.getByLabel('Colour of cat').fill('#0a6432');
  // By keyboard: cat before chair.
  await dialog.getByRole('button', { name: 'cat, 3 of 3: move with arrow keys' }).press('ArrowUp');
  await expect(dialog.getByRole('button', { name: 'cat, 2 of 3: move with arrow keys' })).toBeFocused();
  await expect(dialog.getByRole('list', { name: 'Worth a look' })).toContainText('not trained on 007');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(setOf(page).getByRole('option', { name: 'Rooms' })).toBeAttached();

  await studio.generate({ caption: 'a cat on a chair', classes: ['cat', 'chair'], seed: 7, steps: 2 });
  await page.reload();
  await expect(studio.backend).toBeVisible({ timeout: 120_000 });
  await expect(setOf(page).locator('option:checked')).toHaveText('Rooms');
  await expect(studio.prompt.region.getByRole('button', { name: 'Remove cat' })).toBeVisible();

  const zip = DatasetZip.from(await studio.filmstrip.download());
  const labelmap = (await zip).text('labelmap.txt');
  expect(labelmap).toContain('007:10,20,30::\ncat:10,100,50::\nchair:200,0,0::\nignored:224,224,192::');
  const [mask] = (await zip).masks();
  expect([0, 2, 3, 255], 'background, cat, chair and void').toEqual(expect.arrayContaining([...(mask?.ids ?? [null])]));

  // The picture keeps the set that it was made with.
  await page.getByRole('button', { name: 'Edit label sets' }).click();
  await dialog.getByRole('button', { name: 'Remove 007' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  const legend = page.getByRole('list', { name: 'Legend' });
  await expect(legend).toContainText('cat');
  await expect(legend).toContainText('chair');
  await setOf(page).selectOption({ label: 'COCO (80 classes)' });
  await expect(legend).toContainText('chair');
});

test('classes that the model was not trained on are told before anything is made', async ({ studio, page }) => {
  await studio.open();
  await setOf(page).selectOption({ label: 'COCO (80 classes)' });
  await studio.prompt.classPicker.fill('zebra');
  await expect(page.getByRole('option', { name: 'zebra' })).toContainText('unknown to this model');
  await page.keyboard.press('Enter');
  await expect(studio.prompt.region).toContainText('This model was not trained on zebra');
  expect(await violationsInBothSchemes(page), 'note').toEqual([]);
});

test('what was changed in a set is not lost by a slip, and a set goes to a file', async ({ studio, page }) => {
  await studio.open();
  await page.getByRole('button', { name: 'Edit label sets' }).click();
  const dialog = dialogOf(page);
  await expect(dialog.getByRole('textbox', { name: 'Name of the set' })).toHaveValue('Copy of PASCAL VOC (20 classes)');
  expect(await violationsInBothSchemes(page), 'editor').toEqual([]);
  await dialog.getByRole('button', { name: 'Remove aeroplane' }).click();
  await page.keyboard.press('Escape');
  await expect(dialog).toContainText('Your changes are not saved.');
  await dialog.getByRole('button', { name: 'Keep editing' }).click();
  await dialog.getByRole('button', { name: 'Undo' }).click();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'JSON' }).click();
  const json = JSON.parse(await readFile(await (await download).path(), 'utf8'));
  expect(json.classes).toHaveLength(20);
  expect(json.classes[0]).toMatchObject({ name: 'aeroplane', color: [128, 0, 0] });
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Edit label sets' })).toBeFocused();
});
