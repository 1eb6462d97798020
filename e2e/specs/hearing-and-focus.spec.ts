import { expect, test } from '../fixtures/test.ts';

test('who removes a class, or answers a notice, by keyboard does not lose their place', async ({ studio, page }) => {
  const { prompt } = studio;
  await page.goto('./?backend=abacus');
  await prompt.fill({ caption: 'a cat on a chair', classes: ['cat', 'chair'] });
  const remove = (name: string) => prompt.region.getByRole('button', { name: `Remove ${name}` });
  await remove('cat').press('Enter');
  await expect(remove('chair')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(prompt.classPicker).toBeFocused();

  await prompt.caption.focus();
  await page.getByRole('status').getByRole('button', { name: 'Dismiss' }).press('Enter');
  await expect(prompt.caption).toBeFocused();
});

test('the first scores that the keyboard reaches are read out, too', async ({ studio, page }) => {
  await studio.open();
  await studio.generate({ caption: 'a cat', classes: ['cat'], steps: 1 });
  // The second is the brush's.
  const spoken = studio.stage.region.locator('p[aria-live=polite]').first();
  await studio.stage.picture.focus();
  await expect(spoken).toHaveText('');
  // A live region that comes, or is replaced, together with its words is silent.
  const region = await spoken.elementHandle();
  await page.keyboard.press('ArrowRight');
  await expect
    .poll(() => region?.evaluate((element) => element.isConnected && element.textContent))
    .toMatch(/^65, 64: .*cat \d/);
});

for (const [locale, typed] of [
  ['de-DE', '7.5'],
  ['de-DE', '7,5'],
  ['ar-EG', '7.5'],
] as const) {
  test.describe(`in a browser that speaks ${locale}`, () => {
    test.use({ locale });

    test(`the number field takes ${typed}, and the thumb is where its track is filled`, async ({ studio, page }) => {
      const { region } = studio.prompt;
      await page.goto('./');
      await region.getByText('Advanced').click();
      const field = region.getByRole('spinbutton', { name: 'Guidance value' });
      await field.focus();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(typed);
      await page.keyboard.press('Enter');
      await expect(field).toHaveValue('7.5');
      const slider = region.getByRole('group', { name: 'Guidance', exact: true });
      const thumb = await slider.locator('.slider-thumb').boundingBox();
      const fill = await slider.locator('.slider-fill').boundingBox();
      const centre = (thumb?.x ?? 0) + (thumb?.width ?? 0) / 2;
      expect(Math.abs(centre - (fill?.x ?? 0) - (fill?.width ?? 0))).toBeLessThan(2);
    });
  });
}
