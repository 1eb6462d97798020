import type { BrowserContext } from '@playwright/test';
import { DOG } from '../fixtures/prompts.ts';
import { StudioPage } from '../fixtures/studio-page.ts';
import { expect, test } from '../fixtures/test.ts';

const WITHIN = { timeout: 1000 };

async function secondTab(context: BrowserContext): Promise<StudioPage> {
  const studio = new StudioPage(await context.newPage());
  await studio.open();
  return studio;
}

test('what one tab makes, reviews and removes shows in the other within a second', async ({ studio, context }) => {
  await studio.open();
  await studio.generate({ ...DOG, steps: 2 });
  const other = await secondTab(context);
  await expect(other.filmstrip.pairs).toHaveCount(1);

  await studio.generate({ caption: 'a dog', classes: [], seed: 5, steps: 2 });
  await expect(other.filmstrip.pairs).toHaveCount(2, WITHIN);
  await expect(other.filmstrip.pairs.last()).toHaveAttribute('aria-selected', 'true');

  await studio.filmstrip.pairs.first().click();
  await studio.page.getByRole('button', { name: 'Reject' }).first().click();
  await expect(other.filmstrip.pairs.first()).toHaveAccessibleName(/rejected/, WITHIN);

  await studio.page.keyboard.press('Delete');
  await expect(studio.filmstrip.pairs).toHaveCount(1);
  await expect(other.filmstrip.pairs).toHaveCount(1, WITHIN);
  await studio.page.getByRole('button', { name: 'Undo' }).click();
  await expect(other.filmstrip.pairs).toHaveCount(2, WITHIN);
});

test('two tabs that save at the same moment lose nothing when one is closed', async ({ studio, context }) => {
  await studio.open();
  const other = await secondTab(context);
  for (const { prompt } of [studio, other]) {
    await prompt.fill({ ...DOG, steps: 2 });
    await prompt.generate.click();
  }
  // The tab that was first makes both.
  for (const { filmstrip } of [studio, other]) await expect(filmstrip.pairs).toHaveCount(2, { timeout: 120_000 });
  await other.page.close();
  await studio.page.reload();
  await expect(studio.filmstrip.pairs).toHaveCount(2);
  for (const index of [0, 1]) {
    await studio.filmstrip.pairs.nth(index).click();
    await expect(studio.tune.table).toBeVisible();
  }
});
