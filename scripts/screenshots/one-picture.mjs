import { makeExample, PATIENCE_MS, showArea, showTab, waitForPicture } from './steps.mjs';

/** From the first visit to a picture that is tuned. */
export async function onePicture(page, take) {
  await take('01-first-visit');
  await makeExample(page, 'a dog and a car on the grass', ['dog', 'car']);
  await showTab(page, 'Heatmaps');
  const progress = page.getByRole('progressbar', { name: 'Generating' });
  await page.waitForFunction(
    (element) => Number(element?.getAttribute('aria-valuenow')) >= 40,
    await progress.elementHandle(),
    { timeout: PATIENCE_MS },
  );
  await take('02-generating');
  await waitForPicture(page);

  await showArea(page, 'Tune');
  await showTab(page, 'Overlay');
  await page.getByRole('table', { name: 'Pixels' }).waitFor();
  await take('03-overlay');

  await showTab(page, 'Heatmaps');
  const tau = page.getByRole('spinbutton', { name: 'Refinement exponent τ value' });
  await tau.fill('2.5');
  await tau.press('Enter');
  await take('04-tuning');
}
