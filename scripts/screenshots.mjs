/**
 * `npm run screenshots [-- --no-build]`: drives the built studio, on WASM, through its main states at desktop and phone
 * size and writes docs/screenshots/*.png. Desktop pictures are light, phone pictures dark.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { QUIET_FLAGS } from './chromium-flags.mjs';
import { findOrInstallChromium } from './find-chromium.mjs';
import { buildStudio, serveStudio } from './serve.mjs';

const FOLDER = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const SCREENS = [
  { name: 'desktop', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
];
const PATIENCE_MS = 180_000;
/** Fixed, so that the same weights give the same screenshots. */
const SEED = '7';

/** On a phone the columns are tabs below the stage; on a desktop all are there. */
async function showArea(page, name) {
  const tab = page.getByRole('tablist', { name: 'Area' }).getByRole('tab', { name });
  if (await tab.isVisible()) await tab.click();
}

const showTab = (page, name) => page.getByRole('tablist', { name: 'View' }).getByRole('tab', { name }).click();

async function waitForPicture(page) {
  await page.getByRole('progressbar', { name: 'Generating' }).waitFor({ state: 'detached', timeout: PATIENCE_MS });
}

async function makeExample(page, caption, classes) {
  await showArea(page, 'Prompt');
  await page.getByRole('textbox', { name: 'Caption' }).fill(caption);
  const remove = page.getByRole('button', { name: /^Remove / });
  for (let left = await remove.count(); left > 0; left--) await remove.first().press('Enter');
  const picker = page.getByRole('combobox', { name: 'Add a class' });
  for (const name of classes) {
    await picker.fill(name);
    await page.getByRole('option', { name, exact: true }).click();
  }
  const seed = page.getByRole('spinbutton', { name: 'Seed' });
  await seed.fill(SEED);
  await seed.press('Enter');
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await page.getByRole('progressbar', { name: 'Generating' }).waitFor();
}

async function takeAll(browser, address, { name, viewport, colorScheme }) {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce', deviceScaleFactor: 1 });
  const page = await context.newPage();
  const take = async (state) => {
    await page.mouse.move(0, 0);
    await page.screenshot({ path: `${FOLDER}${name}-${state}.png`, animations: 'disabled' });
    console.log(`docs/screenshots/${name}-${state}.png`);
  };
  await page.goto(address);
  await page
    .getByRole('banner')
    .getByRole('button', { name: /: backend\./ })
    .waitFor({ timeout: PATIENCE_MS });
  await take('1-first-visit');

  await makeExample(page, 'a dog and a car on the grass', ['dog', 'car']);
  await showTab(page, 'Heatmaps');
  const progress = page.getByRole('progressbar', { name: 'Generating' });
  await page.waitForFunction(
    (element) => Number(element?.getAttribute('aria-valuenow')) >= 40,
    await progress.elementHandle(),
    { timeout: PATIENCE_MS },
  );
  await take('2-generating');
  await waitForPicture(page);

  await showArea(page, 'Tune');
  await showTab(page, 'Overlay');
  await page.getByRole('table', { name: 'Pixels' }).waitFor();
  await take('3-overlay');

  await showTab(page, 'Heatmaps');
  const tau = page.getByRole('spinbutton', { name: 'Refinement exponent τ value' });
  await tau.fill('2.5');
  await tau.press('Enter');
  await take('4-tuning');

  await makeExample(page, 'a dog on the grass', ['dog']);
  await waitForPicture(page);
  await showArea(page, 'Gallery');
  const pairs = page.getByRole('listbox', { name: 'Gallery' }).getByRole('option');
  await pairs.nth(1).waitFor();
  await pairs.first().click();
  await page.getByRole('button', { name: 'Accept' }).click();
  await showTab(page, 'Mask');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export dataset' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export a dataset' });
  await dialog.getByText(/\d (kB|MB)/).waitFor();
  await take('6-export');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await download;
  await page
    .getByRole('status')
    .getByText(/exported to/)
    .waitFor();
  await take('5-gallery-and-export');

  const asGrid = page.getByRole('button', { name: 'Show as a grid with filters' });
  if (await asGrid.isVisible()) await asGrid.click();
  await take('6-grid');
  await page.getByRole('button', { name: 'Health of the dataset' }).click();
  await page.getByRole('dialog').getByRole('heading', { name: 'Where objects lie' }).waitFor();
  await take('7-health');
  await context.close();
}

if (!process.argv.includes('--no-build')) await buildStudio();
const executablePath = findOrInstallChromium();
const { address, close } = await serveStudio({ port: 4180 });
const browser = await chromium.launch({ executablePath, args: QUIET_FLAGS });
mkdirSync(FOLDER, { recursive: true });
try {
  for (const screen of SCREENS) await takeAll(browser, address, screen);
} finally {
  await browser.close();
  await close();
}
process.exit();
