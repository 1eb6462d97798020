import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decode } from 'fast-png';
import { unzipSync } from 'fflate';
import { DatasetZip } from '../fixtures/dataset-zip.ts';
import { CAT_AND_CHAIR } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

const COMMAND = fileURLToPath(new URL('../../cli/dataset-diffusion.mjs', import.meta.url));
const run = promisify(execFile);

let folder: string;
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
});
test.afterAll(() => rmSync(folder, { recursive: true }));

/** Members of a ZIP on disk by the end of their path. */
function membersOf(path: string) {
  const members = Object.entries(unzipSync(readFileSync(path)));
  return (ending: RegExp) => members.find(([name]) => ending.test(name))?.[1] ?? new Uint8Array(0);
}

test('settings go to the command line as a file, which makes the same masks, and what it made opens here', async ({
  studio,
  page,
}) => {
  test.slow();
  const { prompt, filmstrip } = studio;
  await studio.open();
  await studio.generate({ ...CAT_AND_CHAIR, steps: 8 });
  const [mask] = (await DatasetZip.from(await filmstrip.download())).masks();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export settings' }).click();
  const settings = join(folder, 'settings.json');
  await (await downloading).saveAs(settings);

  const list = join(folder, 'list.json');
  writeFileSync(
    list,
    JSON.stringify([{ caption: CAT_AND_CHAIR.caption, class_prompt: 'cat chair', seed: CAT_AND_CHAIR.seed }]),
  );
  const set = join(folder, 'set.zip');
  await run(process.execPath, [
    COMMAND,
    'generate',
    '--prompts',
    list,
    '--settings',
    settings,
    '--out',
    set,
    '--threads',
    '1',
  ]);
  const made = membersOf(set);
  const there = decode(made(/SegmentationClass\/[^/]+\.png$/));
  const equal = mask?.values.filter((id, i) => id === there.data[i]).length ?? 0;
  expect(there.data.length).toBe(mask?.values.length);
  const share = equal / there.data.length;
  test.info().annotations.push({ type: 'equal pixels', description: String(share) });
  expect(share).toBeGreaterThanOrEqual(0.999);

  const steps = prompt.region.getByRole('spinbutton', { name: 'Steps value' });
  const manifest = {
    name: 'manifest.json',
    mimeType: 'application/json',
    buffer: Buffer.from(made(/manifest\.json$/)),
  };
  const picture = { name: 'made.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(made(/JPEGImages\/[^/]+\.jpg$/)) };
  for (const file of [manifest, picture]) {
    await prompt.fill({ caption: CAT_AND_CHAIR.caption, classes: [], steps: 20 });
    await page.getByLabel('File with settings').setInputFiles(file);
    await expect(page.getByText(`Settings for pictures are those of ${file.name}.`)).toBeVisible();
    await expect(steps).toHaveValue('8');
  }
  await prompt.fill({ caption: CAT_AND_CHAIR.caption, classes: [], steps: 20 });
  await page.evaluate(
    (text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], 'dropped.json', { type: 'application/json' }));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    },
    readFileSync(settings, 'utf8'),
  );
  await expect(page.getByText('Settings for pictures, tuning, export are those of dropped.json.')).toBeVisible();
  await expect(steps).toHaveValue('8');

  const bad = {
    name: 'bad.json',
    mimeType: 'application/json',
    buffer: Buffer.from(readFileSync(settings, 'utf8').replace('"version": 1', '"version": 2')),
  };
  await page.getByLabel('File with settings').setInputFiles(bad);
  await expect(page.getByText(/found version 2, where this studio reads 1/)).toBeVisible();
  if (process.env.SETTINGS_SHOT) {
    await page.getByRole('button', { name: 'Export settings' }).scrollIntoViewIfNeeded();
    await page.screenshot({ path: process.env.SETTINGS_SHOT });
  }
});
