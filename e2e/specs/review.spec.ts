import type { Page } from '@playwright/test';
import { manyPairs } from '../../bench/gallery/many-pairs.fixture.ts';
import { storeGallery } from '../../bench/gallery/store-gallery.fixture.ts';
import { accessibilityViolations } from '../fixtures/accessibility.ts';
import type { StudioPage } from '../fixtures/studio-page.ts';
import { expect, test } from '../fixtures/test.ts';

const CAT = 8;
const PHONE = { width: 390, height: 844 };

/** Six undecided pairs of cats; pictures 0 and 5 are equal, pair 2 has an empty mask, pair 3 much void. The newest stands first. */
async function openGallery(studio: StudioPage): Promise<void> {
  await studio.open();
  const { rows, ...files } = await manyPairs(6, 5, () => CAT);
  const undecided = rows.map((row) => ({
    ...row,
    review: 'unreviewed' as const,
    presence: [{ classId: CAT, evidence: 5, present: true }],
    pixels: { background: 900, void: 0, classes: { [CAT]: 100 } },
  }));
  const [, , empty, hazy] = undecided;
  Object.assign(empty!, { presence: [{ classId: CAT, evidence: 0.5, present: false }] });
  Object.assign(empty!.pixels, { background: 1000, classes: {} });
  Object.assign(hazy!.pixels, { background: 500, void: 400 });
  await storeGallery(studio.page, { rows: undecided, ...files });
  await studio.open();
  await expect(studio.filmstrip.pairs).toHaveCount(6);
}

const names = (studio: StudioPage) =>
  studio.filmstrip.pairs.evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('aria-label')));
const state = (page: Page, label: string) => page.getByLabel('State', { exact: true }).selectOption({ label });

test('a person reviews by keyboard, filters, rejects all flagged and takes it back', async ({ studio, page }) => {
  const { filmstrip, tune } = studio;
  await openGallery(studio);
  await page.keyboard.press('g');
  await expect(page.getByRole('group', { name: 'Filter and sort' })).toBeVisible();

  // The newest is open and repeats the oldest, in words.
  const notes = page.getByRole('region', { name: 'Flags of this picture' });
  await expect(notes).toContainText('It looks like an older picture of the gallery.');
  await expect(filmstrip.pairs.first()).toHaveAccessibleName(/flagged: .*near-duplicate/);

  await page.getByLabel('Flags', { exact: true }).selectOption({ label: 'Empty mask' });
  await expect(filmstrip.pairs).toHaveCount(1);
  await expect(page.getByText('1 of 6 pictures shown')).toBeVisible();
  await page.getByRole('button', { name: 'Reject all flagged (1)' }).click();
  await expect(filmstrip.pairs.first()).toHaveAccessibleName(/rejected/);
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(filmstrip.pairs).toHaveCount(6);
  await page.getByRole('button', { name: 'Reject all flagged (2)' }).click();
  await state(page, 'Rejected');
  await expect(filmstrip.pairs).toHaveCount(3);
  await page
    .getByText('2 flagged pictures are rejected now.')
    .locator('..')
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(filmstrip.pairs).toHaveCount(1);

  // Verdicts by key under a filter: what has one leaves the list, and the next comes up.
  await state(page, 'Undecided');
  await expect(filmstrip.pairs).toHaveCount(5);
  await filmstrip.pairs.first().click();
  await expect(tune.table).toBeVisible();
  for (const [key, left] of [
    ['a', 4],
    ['r', 3],
    ['u', 3],
    ['a', 2],
  ] as const) {
    await page.keyboard.press(key);
    await expect(filmstrip.pairs).toHaveCount(left);
  }
  await state(page, 'Any state');
  await page.getByLabel('Sort by').selectOption({ label: 'State' });
  await expect
    .poll(async () => (await names(studio)).map((name) => name?.split(', ')[2]))
    .toEqual(['rejected', 'rejected', 'accepted', 'accepted', 'not reviewed', 'not reviewed']);

  await page.keyboard.press('Escape');
  await filmstrip.pairs.first().focus();
  await page.keyboard.press('g');
  await expect(page.getByRole('group', { name: 'Filter and sort' })).toHaveCount(0);
  await page.reload();
  await expect.poll(async () => (await names(studio)).filter((name) => name?.includes('accepted'))).toHaveLength(2);
});

async function openHealth(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Health of the dataset' }).click();
  const health = page.getByRole('dialog', { name: 'Health of the dataset' });
  await expect(health.getByRole('table', { name: 'Where cat lies' })).toBeAttached();
}

test('the health of the dataset counts what would be exported', async ({ studio, page }) => {
  await openGallery(studio);
  await openHealth(page);
  const health = page.getByRole('dialog', { name: 'Health of the dataset' });
  // The empty one has no cat; the pair that is open has the mask of its record by now, which may.
  const cells = health.getByRole('row', { name: /^cat/ }).first().getByRole('cell');
  await expect(cells.nth(0)).toHaveText(/^[45]$/);
  await expect(health.getByText('5 to train, 1 to val')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Health of the dataset' })).toBeFocused();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, reducedMotion: 'reduce' });

    test('axe finds nothing in grid and health, on a desktop and on a phone', async ({ studio, page }) => {
      await openGallery(studio);
      await page.getByRole('button', { name: 'Show as a grid with filters' }).click();
      await page.getByText('More filters').click();
      await expect(page.getByRole('region', { name: 'Flags of this picture' })).toBeVisible();
      expect(await accessibilityViolations(page), 'desktop').toEqual([]);
      await openHealth(page);
      expect(await accessibilityViolations(page), 'health').toEqual([]);
      await page.keyboard.press('Escape');
      await page.setViewportSize(PHONE);
      await page.getByRole('tab', { name: 'Gallery', exact: true }).click();
      await page.getByText('Filter and sort').click();
      expect(await accessibilityViolations(page), 'phone').toEqual([]);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, 'nothing is wider than the screen').toBe(PHONE.width);
      await openHealth(page);
      expect(await accessibilityViolations(page), 'health on a phone').toEqual([]);
    });
  });
}
