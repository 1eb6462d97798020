import { encode } from 'fast-png';
import { DatasetZip } from '../fixtures/dataset-zip.ts';
import { PICTURE_PIXELS } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

/** A brown square on green, wider than high: its middle square is what the model sees. */
function photo(width: number, height: number): Buffer {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isObject = Math.abs(x - width / 2) < height / 4 && Math.abs(y - height / 2) < height / 4;
      data.set(isObject ? [140, 90, 50] : [90, 170, 80], (y * width + x) * 3);
    }
  }
  return Buffer.from(encode({ width, height, data, channels: 3 }));
}

test('a photo gets masks from its class names, and is exported with them', async ({ studio, page }) => {
  await studio.open();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Make masks for a photo' }).click();
  await (await chooser).setFiles({ name: 'meadow.png', mimeType: 'image/png', buffer: photo(300, 200) });
  const dialog = page.getByRole('dialog', { name: 'Masks for a photo' });
  await expect(dialog).toContainText('meadow.png, 300×200 px');
  await expect(dialog.getByRole('button', { name: 'Make masks' })).toBeDisabled();
  await dialog.getByRole('combobox', { name: 'Add a class' }).fill('dog');
  await page.getByRole('option', { name: 'dog', exact: true }).click();
  await dialog.getByRole('button', { name: 'Make masks' }).click();
  await studio.finished(1);

  const zip = await DatasetZip.from(await studio.filmstrip.download());
  const [mask, ...others] = zip.masks();
  expect(others).toEqual([]);
  expect((mask?.width ?? 0) * (mask?.height ?? 0)).toBe(PICTURE_PIXELS);
  // Whether it finds a dog there is up to the weights.
  expect([0, 12, 255], 'background, dog and void').toEqual(expect.arrayContaining([...(mask?.ids ?? [null])]));
  const { pairs } = JSON.parse(zip.text('manifest.json'));
  expect(pairs[0].provenance.upload.fileName).toBe('meadow.png');
  expect(pairs[0].provenance.upload.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('a file that is no picture is refused in words', async ({ studio, page }) => {
  await studio.open();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Make masks for a photo' }).click();
  await (await chooser).setFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
  await expect(page.getByRole('alert').filter({ hasText: 'notes.txt' })).toBeVisible();
  await expect(studio.filmstrip.pairs).toHaveCount(0);
});
