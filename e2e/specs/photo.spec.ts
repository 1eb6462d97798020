import type { Page } from '@playwright/test';
import { encode } from 'fast-png';
import jpeg from 'jpeg-js';
import { DatasetZip } from '../fixtures/dataset-zip.ts';
import { StudioPage } from '../fixtures/studio-page.ts';
import { expect, test } from '../fixtures/test.ts';

/** A brown square on green, wider than high, red at its left edge and blue at its right. */
function photo(width: number, height: number): Buffer {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isObject = Math.abs(x - width / 2) < height / 4 && Math.abs(y - height / 2) < height / 4;
      const edge = x < width / 12 ? [200, 30, 30] : x >= width - width / 12 ? [30, 30, 200] : null;
      data.set(edge ?? (isObject ? [140, 90, 50] : [90, 170, 80]), (y * width + x) * 3);
    }
  }
  return Buffer.from(encode({ width, height, data, channels: 3 }));
}

/** Masks of a dog for the photo, as a person asks for them. */
async function maskPhoto(studio: StudioPage, page: Page): Promise<DatasetZip> {
  await studio.prompt.fill({ caption: '', classes: [], seed: 7 });
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Make masks for a photo' }).click();
  await (await chooser).setFiles({ name: 'meadow.png', mimeType: 'image/png', buffer: photo(300, 200) });
  const dialog = page.getByRole('dialog', { name: 'Masks for a photo' });
  await expect(dialog).toContainText('meadow.png, 300×200 px. The whole picture is scaled to 144×96 px for the model.');
  await expect(dialog.getByRole('button', { name: 'Make masks' })).toBeDisabled();
  await dialog.getByRole('combobox', { name: 'Add a class' }).fill('dog');
  await page.getByRole('option', { name: 'dog', exact: true }).click();
  await dialog.getByRole('button', { name: 'Make masks' }).click();
  await studio.finished(1);
  return DatasetZip.from(await studio.filmstrip.download());
}

/** The strongest colour of the exported picture's middle row, so many pixels from the left. */
function pixelAt({ members }: DatasetZip, x: number): string {
  const [, file] = Object.entries(members).find(([path]) => path.endsWith('.jpg')) ?? [];
  const { width, height, data } = jpeg.decode(file ?? new Uint8Array());
  const [red = 0, green = 0, blue = 0] = data.subarray(4 * (Math.floor(height / 2) * width + x));
  return red > Math.max(green, blue) ? 'red' : blue > Math.max(red, green) ? 'blue' : 'green';
}

test('a photo gets masks from its class names, and is exported with them', async ({ studio, page }) => {
  await studio.open();
  const zip = await maskPhoto(studio, page);
  const [mask, ...others] = zip.masks();
  expect(others).toEqual([]);
  expect([mask?.width, mask?.height], 'its shape is kept').toEqual([144, 96]);
  expect([pixelAt(zip, 2), pixelAt(zip, 141)], 'its whole frame is there').toEqual(['red', 'blue']);
  // Whether it finds a dog there is up to the weights.
  expect([0, 12, 255], 'background, dog and void').toEqual(expect.arrayContaining([...(mask?.ids ?? [null])]));
  const { pairs } = JSON.parse(zip.text('manifest.json'));
  expect(pairs[0].provenance.upload.fileName).toBe('meadow.png');
  expect(pairs[0].provenance.upload.sha256).toMatch(/^[0-9a-f]{64}$/);
});

/** As browsers do that protect from fingerprinting: the lowest bit of what a page reads from a canvas is another one. */
const disturb = () => {
  for (const { prototype } of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
    const read = prototype.getImageData;
    prototype.getImageData = function (this: typeof prototype, ...area: Parameters<typeof read>) {
      const pixels = read.apply(this, area);
      pixels.data.forEach((value, i) => {
        if (i % 4 !== 3) pixels.data[i] = value ^ 1;
      });
      return pixels;
    };
  }
};

test('a browser that disturbs what pages read from a canvas gives the same picture and mask, or says so', async ({
  studio,
  page,
  browser,
}) => {
  test.slow();
  await studio.open();
  const filesOf = ({ members }: DatasetZip) =>
    Object.entries(members)
      .filter(([path]) => /\.(jpg|png)$/.test(path))
      .map(([, bytes]) => Buffer.from(bytes).toString('base64'));
  const undisturbed = filesOf(await maskPhoto(studio, page));
  expect(undisturbed).toHaveLength(3);

  for (const hasVideoFrame of [true, false]) {
    const context = await browser.newContext();
    await context.addInitScript(disturb);
    if (!hasVideoFrame) await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'VideoFrame'));
    const other = await context.newPage();
    const there = new StudioPage(other);
    await there.open(page.url());
    const files = filesOf(await maskPhoto(there, other));
    const notice = other.getByText('This browser changes some of what pages read of a picture');
    await expect(notice).toHaveCount(hasVideoFrame ? 0 : 1);
    if (hasVideoFrame) expect(files).toEqual(undisturbed);
    await context.close();
  }
});

test('a file that is no picture is refused in words', async ({ studio, page }) => {
  await studio.open();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Make masks for a photo' }).click();
  await (await chooser).setFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
  await expect(page.getByRole('alert').filter({ hasText: 'notes.txt' })).toBeVisible();
  await expect(studio.filmstrip.pairs).toHaveCount(0);
});
