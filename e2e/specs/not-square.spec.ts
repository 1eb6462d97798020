import { accessibilityViolations } from '../fixtures/accessibility.ts';
import { DatasetZip } from '../fixtures/dataset-zip.ts';
import { CAT_AND_CHAIR } from '../fixtures/prompts.ts';
import { pillowPython, readDataset } from '../fixtures/read-dataset.ts';
import { expect, test } from '../fixtures/test.ts';

test('a picture of 96×160 is drawn, masked, exported and read back', async ({ studio, page }) => {
  const { prompt, filmstrip } = studio;
  await studio.open();
  const shape = prompt.region.getByRole('combobox', { name: 'Picture size' });
  await expect(shape).toHaveValue('Square');
  await shape.selectOption('2:3');
  const [width, height] = ['Width', 'Height'].map((side) =>
    prompt.region.getByRole('spinbutton', { name: `${side} in pixels` }),
  );
  await expect(width!).toHaveValue('96');
  await expect(height!).toHaveValue('144');
  // What is no multiple of the model's step becomes the nearest that is.
  await height!.fill('157');
  await height!.press('Enter');
  await expect(height!).toHaveValue('160');
  await expect(prompt.region).toContainText('Multiples of 16 px');
  await expect(prompt.region).toContainText('Own size · 96×160');
  await studio.generate(CAT_AND_CHAIR);
  expect(await accessibilityViolations(page)).toEqual([]);
  await expect(studio.tune.region).toContainText('cross 12×20, 24×40 · self 24×40');

  const zip = await DatasetZip.from(await filmstrip.download());
  expect(zip.masks()).toMatchObject([{ width: 96, height: 160 }]);
  expect(JSON.parse(zip.text('manifest.json')).pairs).toMatchObject([
    { width: 96, height: 160, settings: { width: 96, height: 160 }, tuning: { selfSide: '24×40' } },
  ]);
  if (pillowPython !== null) {
    const { zipErrors, pairs } = readDataset(zip.path);
    expect([zipErrors, pairs]).toMatchObject([
      null,
      [{ pictureSize: [96, 160], pictureHasSettings: true, maskMode: 'P' }],
    ]);
    expect(pairs[0]?.maskCounts?.reduce((sum, count) => sum + count, 0)).toBe(96 * 160);
  }

  // It is there after a reload, with its mask and sides.
  await page.reload();
  await filmstrip.pairs.first().click();
  await expect(studio.tune.region).toContainText('cross 12×20, 24×40 · self 24×40');
  await expect(shape).toHaveValue('own');
});
