import type { Page } from '@playwright/test';
import { ListDialog } from '../fixtures/list-dialog.ts';
import { CAT_AND_CHAIR } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

const SIZES = [
  { name: 'desktop', viewport: { width: 1440, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844 } },
  /** Its picture scrolls away, so notices stand at the foot of the screen. */
  { name: 'low phone', viewport: { width: 740, height: 360 } },
] as const;

/** What lies right below the notices and could be pressed, or is a row of a list; and how many points were looked at. */
function coveredBy(page: Page): Promise<{ points: number; covered: string[] }> {
  return page.evaluate(() => {
    const PRESSED = 'button, a, input, select, textarea, label, summary, [role=row], [role=option], [role=tab]';
    const box = document.querySelector('.notices')?.getBoundingClientRect() ?? new DOMRect();
    const covered = new Set<string>();
    let points = 0;
    for (let y = box.top + 1; y < box.bottom; y += 6) {
      for (let x = box.left + 1; x < box.right; x += 6) {
        points++;
        const below = document.elementsFromPoint(x, y).find((element) => !element.closest('.notices'));
        const control = below?.closest(PRESSED);
        if (control) covered.add(control.outerHTML.slice(0, 120));
      }
    }
    return { points, covered: [...covered] };
  });
}

for (const { name, viewport } of SIZES) {
  test.describe(`on a ${name}`, () => {
    test.use({ viewport, reducedMotion: 'reduce' });

    test('a notice covers no control and no row: on the start screen, in a dialog, over a picture', async ({
      studio,
      page,
    }) => {
      /** @param atFoot a page that scrolls goes on below notices at the foot of the screen: nothing is covered for good */
      const expectFree = async (where: string, atFoot = name === 'low phone') => {
        if (atFoot) await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
        await expect(page.locator('.toast').first()).toBeInViewport({ ratio: 1 });
        const { points, covered } = await coveredBy(page);
        expect(points, where).toBeGreaterThan(300);
        expect(covered, where).toEqual([]);
      };
      const dismiss = async () => {
        const buttons = page.getByRole('button', { name: 'Dismiss' });
        while ((await buttons.count()) > 0) await buttons.first().click();
      };
      const list = new ListDialog(page);

      await studio.open();
      await page.getByLabel('Photo', { exact: true }).setInputFiles({
        name: 'broken.png',
        mimeType: 'image/png',
        buffer: Buffer.from('no picture'),
      });
      await expectFree('start screen', true);

      await list.open.click();
      await expect(list.dialog).toBeVisible();
      await expectFree('dialog');
      await page.keyboard.press('Escape');
      await dismiss();

      await studio.prompt.fill({ ...CAT_AND_CHAIR, steps: 30 });
      await studio.prompt.generate.click();
      await expect(studio.prompt.stop).toBeVisible();
      await list.open.click();
      await list.choose('prompts.txt', ['a cat; cat', 'a dog; dog', 'a boat; boat', 'a bird; bird', 'a cow; cow']);
      await list.add('5 pictures');
      await studio.prompt.queue.getByRole('row').last().scrollIntoViewIfNeeded();
      await expectFree('queue');
      await studio.prompt.queue.getByRole('button', { name: 'Cancel all' }).click();
      await expectFree('cancelled');
    });
  });
}
