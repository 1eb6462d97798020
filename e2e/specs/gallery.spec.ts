import type { Locator, Page } from '@playwright/test';
import { manyPairs } from '../../bench/gallery/many-pairs.fixture.ts';
import { storeGallery } from '../../bench/gallery/store-gallery.fixture.ts';
import { CAT_AND_CHAIR } from '../fixtures/prompts.ts';
import type { StudioPage } from '../fixtures/studio-page.ts';
import { expect, test } from '../fixtures/test.ts';

const QUICK = { ...CAT_AND_CHAIR, steps: 2 };

/** Makes pictures of different seeds; the newest comes first in the gallery. */
async function openWithPictures(studio: StudioPage, count: number): Promise<void> {
  await studio.open();
  await studio.generate(QUICK);
  for (let seed = 1; seed < count; seed++) await studio.generate({ ...QUICK, classes: [], seed });
}

const selected = (studio: StudioPage) => studio.filmstrip.pairs.and(studio.page.locator('[aria-selected=true]'));

test('a tile that was clicked before can be clicked again after a run', async ({ studio }) => {
  const { filmstrip, stage } = studio;
  await openWithPictures(studio, 2);
  await filmstrip.pairs.last().click();
  await expect(filmstrip.pairs.last()).toHaveAttribute('aria-selected', 'true');
  const first = await stage.digest('Picture');
  await studio.generate({ ...QUICK, classes: [], seed: 2 });
  await expect.poll(() => stage.digest('Picture')).not.toBe(first);
  await filmstrip.pairs.last().click();
  await expect.poll(() => stage.digest('Picture')).toBe(first);
});

test('Shift marks a range and Ctrl single tiles; Escape clears marks first, then stops the run', async ({
  studio,
  page,
}) => {
  const { filmstrip, prompt } = studio;
  await openWithPictures(studio, 3);
  await filmstrip.pairs.nth(2).click();
  await filmstrip.pairs.nth(0).click({ modifiers: ['Shift'] });
  await expect(selected(studio)).toHaveCount(3);
  await filmstrip.pairs.nth(1).click({ modifiers: ['ControlOrMeta'] });
  await expect(selected(studio)).toHaveCount(2);

  await prompt.fill({ ...QUICK, classes: [], steps: 100 });
  await prompt.generate.click();
  await expect(prompt.stop).toBeVisible();
  await filmstrip.pairs.nth(0).focus();
  await page.keyboard.press('Escape');
  await expect(selected(studio)).toHaveCount(0);
  await expect(prompt.stop, 'the run goes on').toBeVisible();
  await filmstrip.pairs.nth(0).click();
  await page.keyboard.press('Escape');
  await expect(prompt.generate).toBeVisible();
  await expect(filmstrip.pairs).toHaveCount(3);
});

test('keys go through more pictures than the screen holds, in the strip and in the grid', async ({ studio, page }) => {
  const { filmstrip } = studio;
  const COUNT = 60;
  const focused = filmstrip.pairs.and(page.locator(':focus'));
  const at = async () => Number(await focused.getAttribute('aria-posinset'));
  await studio.open();
  await storeGallery(page, await manyPairs(COUNT, 5));
  await studio.open();
  await expect.poll(() => filmstrip.pairs.count(), 'only those near the screen are built').toBeLessThan(COUNT);
  await expect(filmstrip.pairs.first()).toHaveAttribute('aria-setsize', String(COUNT));

  await filmstrip.pairs.first().focus();
  await page.keyboard.press('End');
  await expect(focused).toHaveAttribute('aria-posinset', String(COUNT));
  await expect(focused).toBeInViewport();
  await expect(focused).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('PageUp');
  await expect.poll(at).toBeLessThan(COUNT);
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+ArrowRight');
  await expect.poll(at).toBe(2);
  await expect(filmstrip.pairs.first(), 'with Ctrl only focus moves').toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Control+Space');
  await expect(page.getByText(`2 of ${COUNT} selected`)).toBeVisible();
  await page.keyboard.press('Control+Shift+End');
  await expect(page.getByText(`${COUNT} of ${COUNT} selected`)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+a');
  await expect(page.getByText(`${COUNT} of ${COUNT} selected`)).toBeVisible();

  // A verdict leads on, and arrows go on from there; in the place of what is deleted comes its neighbour.
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await expect(page.getByRole('group', { name: 'Filter and sort' })).toBeVisible();
  await page.getByLabel('State', { exact: true }).selectOption({ label: 'Undecided' });
  await filmstrip.pairs.first().focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  const second = await at();
  expect(second, 'a row below').toBeGreaterThan(2);
  const name = await focused.getAttribute('aria-label');
  await page.keyboard.press('a');
  await expect(focused).not.toHaveAttribute('aria-label', name ?? '');
  await expect(focused).toHaveAttribute('aria-selected', 'true');
  expect(await at(), 'the next has moved up').toBe(second);
  await page.keyboard.press('Delete');
  await expect(filmstrip.pairs.first()).toHaveAttribute('aria-setsize', String(COUNT / 3 - 2));
  await expect(focused).toHaveCount(1);
  await page.keyboard.press('ArrowLeft');
  await expect(focused).toHaveAttribute('aria-selected', 'true');
});

test.describe('on touch', () => {
  test.use({ hasTouch: true });

  test('a tap shows a tile; a long press begins to mark, until one is left', async ({ studio, page }) => {
    const { filmstrip, stage } = studio;
    await openWithPictures(studio, 2);
    const [newest, oldest] = [filmstrip.pairs.first(), filmstrip.pairs.last()];
    const pictures: string[] = [];
    for (const tile of [newest, oldest]) {
      await tile.tap();
      await expect(tile).toHaveAttribute('aria-selected', 'true');
      await expect(selected(studio)).toHaveCount(1);
      pictures.push(await stage.digest('Picture'));
    }
    expect(pictures[0]).not.toBe(pictures[1]);

    await longPress(page, newest, () => expect(selected(studio)).toHaveCount(2));
    await newest.tap();
    await expect(selected(studio)).toHaveCount(1);
    await newest.tap();
    await expect(newest).toHaveAttribute('aria-selected', 'true');
    await expect(selected(studio), 'taps show again').toHaveCount(1);
  });
});

/** Playwright knows taps only. */
async function longPress(page: Page, target: Locator, until: () => Promise<void>): Promise<void> {
  const box = await target.boundingBox();
  if (!box) throw new Error('The target of a long press must be on the screen.');
  const client = await page.context().newCDPSession(page);
  const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await until();
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await client.detach();
}
