import type { BrowserContext, Page } from '@playwright/test';
import { violationsInBothSchemes } from '../fixtures/accessibility.ts';
import { CAT_AND_CHAIR, DOG } from '../fixtures/prompts.ts';
import { stored } from '../fixtures/stored-pairs.ts';
import { StudioPage } from '../fixtures/studio-page.ts';
import { expect, test } from '../fixtures/test.ts';

const MANY = { timeout: 120_000 };

async function anotherTab(context: BrowserContext): Promise<StudioPage> {
  const studio = new StudioPage(await context.newPage());
  await studio.open();
  return studio;
}

/** Kills the tab's process, as a crash or a lack of memory does: none of the page's code runs any more. */
async function kill(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const gone = page.waitForEvent('crash');
  session.send('Page.crash').catch(() => undefined);
  await gone;
  await page.close();
}

test('six pictures, killed and reloaded in the middle: each is there once', async ({ studio, page, context }) => {
  await studio.open();
  await studio.prompt.fill({ ...CAT_AND_CHAIR, steps: 2 });
  await studio.prompt.count.fill('6');
  await studio.prompt.count.press('Enter');
  await page.getByRole('button', { name: 'Generate 6' }).click();
  await expect(studio.prompt.queue).toContainText('5');
  await expect(studio.filmstrip.pairs).toHaveCount(1, MANY);
  await kill(page);

  const second = await anotherTab(context);
  await expect.poll(() => second.filmstrip.pairs.count(), MANY).toBeGreaterThan(2);
  await second.page.reload();
  await second.finished(6);
  await expect(second.prompt.queue).toHaveCount(0);

  const pairs = await stored<{ id: string; settings: { seed: number } }>(second.page, 'pairs');
  expect(pairs).toHaveLength(6);
  expect(new Set(pairs.map(({ settings }) => settings.seed)).size).toBe(6);
  expect(await stored(second.page, 'queue')).toEqual([]);
});

test('the queue is paused, sorted, emptied and filled again by keyboard, and axe finds nothing', async ({
  studio,
  page,
}) => {
  const { prompt } = studio;
  await studio.open();
  await prompt.fill({ ...DOG, steps: 60 });
  await prompt.generate.click();
  await prompt.queue.or(prompt.stop).first().waitFor();
  await prompt.fill({ ...DOG, classes: [], seed: 1000, steps: 60 });
  await prompt.queueAnother.press('Enter');
  await prompt.fill({ ...DOG, classes: [], seed: 2000, steps: 60 });
  await prompt.queueAnother.press('Enter');
  await prompt.queue.getByRole('button', { name: 'Pause' }).press('Enter');

  const rows = prompt.queue.getByRole('row');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toHaveAccessibleName(/seed 1000/);
  await rows.last().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(rows.first()).toHaveAccessibleName(/seed 2000/);

  expect(await violationsInBothSchemes(page), 'desktop').toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await violationsInBothSchemes(page), 'phone').toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });

  await prompt.queue.getByRole('button', { name: 'Cancel all' }).press('Enter');
  await expect(prompt.queue).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(rows).toHaveCount(3);
  // The screen shows them before they are written.
  await expect.poll(async () => (await stored(page, 'queue')).length).toBe(3);
  await page.reload();
  await expect(prompt.queue.getByRole('button', { name: 'Resume' })).toBeVisible();
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1)).toHaveAccessibleName(/seed 2000/);
});

test('one of two tabs works on the queue, and the other goes on when it is closed', async ({ studio, context }) => {
  await studio.open();
  await studio.prompt.fill({ ...DOG, steps: 2 });
  await studio.prompt.count.fill('5');
  await studio.prompt.count.press('Enter');
  await studio.page.getByRole('button', { name: 'Generate 5' }).click();
  const other = await anotherTab(context);
  await expect(other.prompt.queue).toContainText('Another tab of the studio makes these.');
  await studio.page.close();
  await expect(other.filmstrip.pairs).toHaveCount(5, MANY);
  await expect(other.prompt.queue).toHaveCount(0);
  expect(await stored(other.page, 'queue')).toEqual([]);
});
