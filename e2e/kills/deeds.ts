import { expect, type Page } from '@playwright/test';
import type { Draws } from '../../src/core/plan/draws.ts';
import { ListDialog } from '../fixtures/list-dialog.ts';
import { Painting } from '../fixtures/painting.ts';
import { StudioPage } from '../fixtures/studio-page.ts';

export const DEEDS = ['import', 'generation', 'painting', 'export'] as const;
export type DeedName = (typeof DEEDS)[number];

/** What a person is at when the page dies. */
export interface Deed {
  /** Up to the moment from which it may die. */
  prepare(): Promise<void>;
  /** Goes on until it is done, or fails because the page is gone. */
  act(): Promise<void>;
  /** The page dies within this time of `act`'s begin: as long as it takes, and a little. */
  readonly withinMs: number;
  /** Seeds of the pictures that are asked for at once: either all of them are stored or none. */
  readonly seeds: readonly number[];
}

/** In no prompt of these tests, so each of its pixels was painted. */
const PAINTED = 'horse';
const SIDE = 128;
/** Of an import, and of a press of Generate: they are queued at once, all or none. */
export const PICTURES = 3;

/** @param number of the deed; its seeds are its own */
export function deedOf(name: DeedName, page: Page, number: number, draws: Draws): Deed {
  const studio = new StudioPage(page);
  const seeds = Array.from({ length: PICTURES }, (_, i) => number * 10 + i);
  return { import: importList, generation: generate, painting: paint, export: exportAll }[name]();

  function importList(): Deed {
    const list = new ListDialog(page);
    const rows = seeds.map((seed) => `a cat and a dog,"cat, dog",${seed}`);
    return {
      seeds,
      withinMs: 500,
      async prepare() {
        await expect(studio.backend).toBeVisible({ timeout: 120_000 });
        await list.open.click();
        await list.dialog.getByRole('textbox', { name: 'Prompts' }).fill(['caption,classes,seed', ...rows].join('\n'));
        await list.dialog.getByRole('button', { name: 'Check the list' }).click();
        await expect(list.summary).toContainText(`${PICTURES} good rows`);
      },
      async act() {
        await list.add(`${PICTURES} pictures`);
        await page.getByText(`${PICTURES} pictures are in the queue.`).waitFor();
      },
    };
  }

  function generate(): Deed {
    return {
      // The others come from the first by the studio's own rule.
      seeds: [],
      withinMs: 4000,
      async prepare() {
        await expect(studio.backend).toBeVisible({ timeout: 120_000 });
        await studio.prompt.fill({ caption: 'a dog on the grass', classes: [], seed: seeds[0] ?? 0 });
        await studio.prompt.count.fill(String(PICTURES));
        await studio.prompt.count.press('Enter');
      },
      async act() {
        await page.getByRole('button', { name: new RegExp(`^(Generate ${PICTURES}|Queue ${PICTURES} more)`) }).click();
        await expect(studio.prompt.stop).toBeHidden({ timeout: 60_000 });
      },
    };
  }

  function paint(): Deed {
    const painting = new Painting(page, studio.stage.picture);
    const place = () => [draws.below(SIDE), draws.below(SIDE)] as const;
    return {
      seeds: [],
      withinMs: 2500,
      async prepare() {
        await studio.filmstrip.pairs.first().waitFor();
        await studio.filmstrip.pairs.nth(draws.below(await studio.filmstrip.pairs.count())).click();
        await expect(studio.tune.table).toBeVisible();
        await painting.open(PAINTED);
      },
      async act() {
        for (let strokes = 0; strokes < 40; strokes++) await painting.stroke(place(), place());
      },
    };
  }

  function exportAll(): Deed {
    return {
      seeds: [],
      withinMs: 2500,
      async prepare() {
        await studio.filmstrip.pairs.first().waitFor();
        await studio.filmstrip.exportDataset.click();
        await expect(studio.filmstrip.exportDialog.confirm).toBeEnabled();
      },
      async act() {
        await studio.filmstrip.exportDialog.confirm.click();
        await page.getByText(/exported to/).waitFor();
      },
    };
  }
}
