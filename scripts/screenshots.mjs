/**
 * `npm run screenshots [-- --no-build]`: drives the built studio, on WASM, through its screens at desktop and phone size and
 * writes docs/screenshots/*.png, without loss. Desktop pictures are light, phone pictures dark.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { QUIET_FLAGS } from './chromium-flags.mjs';
import { findOrInstallChromium } from './find-chromium.mjs';
import { manyPictures } from './screenshots/many-pictures.mjs';
import { onePicture } from './screenshots/one-picture.mjs';
import { reviewAndExport } from './screenshots/review-and-export.mjs';
import { savePicture } from './screenshots/save-picture.mjs';
import { PATIENCE_MS } from './screenshots/steps.mjs';
import { buildStudio, serveStudio } from './serve.mjs';

const FOLDER = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const SCREENS = [
  { name: 'desktop', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
];

async function takeAll(browser, address, { name, viewport, colorScheme }) {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce', deviceScaleFactor: 1 });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const take = async (state) => {
    await page.mouse.move(0, 0);
    savePicture(`${FOLDER}${name}-${state}.png`, await page.screenshot({ animations: 'disabled' }));
    console.log(`docs/screenshots/${name}-${state}.png`);
  };
  await page.goto(address);
  await page
    .getByRole('banner')
    .getByRole('button', { name: /: backend\./ })
    .waitFor();
  for (const screens of [onePicture, manyPictures, reviewAndExport]) await screens(page, take);
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
