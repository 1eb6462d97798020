import { FORMATS } from '../../src/core/dataset/formats/registry.ts';
import { violationsInBothSchemes } from '../fixtures/accessibility.ts';
import { DatasetZip } from '../fixtures/dataset-zip.ts';
import { CAT_AND_CHAIR, DOG } from '../fixtures/prompts.ts';
import { pillowPython, readDataset } from '../fixtures/read-dataset.ts';
import { storedFormat } from '../fixtures/stored-pairs.ts';
import { expect, test } from '../fixtures/test.ts';

/** Pillow's mode of masks; the formats that are not here keep no mask as a file, or not one of ids. */
const MODES: Readonly<Record<string, string>> = {
  grey: 'L',
  'yolo-semantic': 'L',
  fiftyone: 'L',
  cvat: 'RGB',
  'coco-panoptic': 'RGB',
};

test('every format is exported by the dialog and read back by Pillow and NumPy (needs python3-pil, python3-numpy)', async ({
  studio,
}) => {
  test.skip(pillowPython === null, 'no python3 has Pillow and NumPy');
  test.slow();
  const { filmstrip } = studio;
  const { exportDialog } = filmstrip;
  await studio.open();
  await studio.generate({ ...CAT_AND_CHAIR, steps: 6 });
  for (const { id, label } of FORMATS) {
    await filmstrip.exportDataset.click();
    await exportDialog.format.selectOption(label);
    await expect(exportDialog.summary).toContainText('1 pair: 1 to train, 0 to validate');
    await expect(exportDialog.summary).toContainText(/\d (kB|MB)/);
    const { zipErrors, format, pairs } = readDataset(await (await exportDialog.download()).path());
    expect([id, zipErrors, format, pairs.length]).toEqual([id, null, id, 1]);
    const [pair] = pairs;
    expect(pair).toMatchObject({ pictureSize: [128, 128], pictureHasSettings: true });
    if (pair?.maskMode === undefined) continue;
    expect([id, pair.maskMode, pair.maskHasSettings]).toEqual([id, MODES[id] ?? 'P', true]);
    if (pair.maskMode !== 'RGB') expect([0, 8, 9, 255]).toEqual(expect.arrayContaining([...(pair.maskValues ?? [])]));
    if (id === 'class-maps') expect(pair.classMaps).toEqual(['uint8', [2, 128, 128], [8, 9]]);
  }
});

test('the dialog says what it would take, leaves the rejected out, and remembers what was chosen', async ({
  studio,
  page,
}) => {
  const { filmstrip, prompt } = studio;
  const { exportDialog } = filmstrip;
  await studio.open();
  await studio.generate({ ...CAT_AND_CHAIR, steps: 2 });
  await prompt.region.getByRole('button', { name: 'Remove cat' }).click();
  await prompt.region.getByRole('button', { name: 'Remove chair' }).click();
  await studio.generate({ ...DOG, steps: 2 });
  await filmstrip.pairs.first().focus();
  await page.keyboard.press('r');
  await filmstrip.exportDataset.click();
  await expect(exportDialog.summary).toContainText('1 pair: 1 to train, 0 to validate');
  await expect(exportDialog.summary).toContainText('Left out: 1 rejected.');
  await expect(exportDialog.pairs('Accepted')).toBeDisabled();
  expect(await violationsInBothSchemes(page)).toEqual([]);
  await exportDialog.format.selectOption('WebDataset (tar shards)');
  await expect(exportDialog.dialog).toContainText('Read by webdataset');
  await page.keyboard.press('Escape');
  await expect(exportDialog.dialog).toHaveCount(0);
  await expect(filmstrip.exportDataset).toBeFocused();
  await expect(filmstrip.region).toContainText('WebDataset');
  await expect.poll(() => storedFormat(page)).toBe('webdataset');
  await page.reload();
  await expect(filmstrip.region).toContainText('WebDataset');
});

test('a picture of an export gives its prompt, seed and settings back', async ({ studio, page }) => {
  const { filmstrip, prompt } = studio;
  await studio.open();
  await studio.generate({ ...CAT_AND_CHAIR, steps: 3 });
  const zip = await DatasetZip.from(await filmstrip.download());
  const path = Object.keys(zip.members).find((name) => name.endsWith('.jpg')) as string;
  await prompt.region.getByRole('button', { name: 'Remove cat' }).click();
  await prompt.caption.fill('something else');
  const buffer = Buffer.from(zip.members[path] as Uint8Array);
  await page.getByLabel('Photo', { exact: true }).setInputFiles({ name: 'cat.jpg', mimeType: 'image/jpeg', buffer });
  const dialog = page.getByRole('dialog', { name: 'A picture from an export' });
  await expect(dialog).toContainText(`“${CAT_AND_CHAIR.caption}”, seed ${CAT_AND_CHAIR.seed}, 3 steps`);
  expect(await violationsInBothSchemes(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Restore prompt, seed and settings' }).click();
  await expect(prompt.caption).toHaveValue(CAT_AND_CHAIR.caption);
  await expect(prompt.seed).toHaveValue(String(CAT_AND_CHAIR.seed));
  await expect(prompt.region.getByRole('button', { name: 'Remove cat' })).toBeVisible();
});
