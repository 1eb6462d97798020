import { accessibilityViolations } from '../fixtures/accessibility.ts';
import { CAT_AND_CHAIR } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

const PHONE = { width: 390, height: 844 };

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, reducedMotion: 'reduce' });

    test('axe finds nothing on the first visit, on a finished picture, in the dialog and on a failure', async ({
      studio,
      page,
    }) => {
      await studio.open();
      expect(await accessibilityViolations(page), 'first visit').toEqual([]);

      await studio.generate({ ...CAT_AND_CHAIR, steps: 2 });
      for (const tab of ['Picture', 'Overlay', 'Mask', 'Heatmaps'] as const) {
        await studio.stage.show(tab);
        expect(await accessibilityViolations(page), tab).toEqual([]);
      }

      await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
      expect(await accessibilityViolations(page), 'dialog').toEqual([]);
      await page.keyboard.press('Escape');

      await page.goto('./?backend=webgpu');
      await expect(studio.stage.failure).toBeVisible();
      expect(await accessibilityViolations(page), 'failure').toEqual([]);
    });

    test('axe finds nothing at phone width', async ({ studio, page }) => {
      await page.setViewportSize(PHONE);
      await studio.open();
      for (const area of ['Prompt', 'Tune', 'Gallery']) {
        await page.getByRole('tab', { name: area, exact: true }).click();
        expect(await accessibilityViolations(page), area).toEqual([]);
      }
    });
  });
}
