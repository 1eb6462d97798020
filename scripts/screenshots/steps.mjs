/** How the studio is driven for its screenshots: what several of them need. */
export const PATIENCE_MS = 300_000;

/** Fixed, so that the same weights give the same screenshots. */
export const SEED = '5';

/** On a phone the columns are tabs below the stage; on a desktop all are there. */
export async function showArea(page, name) {
  const tab = page.getByRole('tablist', { name: 'Area' }).getByRole('tab', { name });
  if (await tab.isVisible()) await tab.click();
}

export const showTab = (page, name) => page.getByRole('tablist', { name: 'View' }).getByRole('tab', { name }).click();

export async function waitForPicture(page) {
  await page.getByRole('progressbar', { name: 'Generating' }).waitFor({ state: 'detached', timeout: PATIENCE_MS });
}

/** Each Generate rolls it anew. */
export async function setSeed(page) {
  const seed = page.getByRole('spinbutton', { name: 'Seed' });
  await seed.fill(SEED);
  await seed.press('Enter');
}

/** Begins a picture. */
export async function makeExample(page, caption, classes) {
  await showArea(page, 'Prompt');
  await page.getByRole('textbox', { name: 'Caption' }).fill(caption);
  const remove = page.getByRole('button', { name: /^Remove / });
  for (let left = await remove.count(); left > 0; left--) await remove.first().press('Enter');
  const picker = page.getByRole('combobox', { name: 'Add a class' });
  for (const name of classes) {
    await picker.fill(name);
    await page.getByRole('option', { name, exact: true }).click();
  }
  await setSeed(page);
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await page.getByRole('progressbar', { name: 'Generating' }).waitFor();
}

/** By its Close button. */
export async function closeDialog(dialog) {
  await dialog
    .getByRole('button', { name: /^Close/ })
    .first()
    .click();
  await dialog.waitFor({ state: 'hidden' });
}
