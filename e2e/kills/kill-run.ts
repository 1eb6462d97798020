import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { createDraws } from '../../src/core/plan/draws.ts';
import { stored } from '../fixtures/stored-pairs.ts';
import { StudioPage } from '../fixtures/studio-page.ts';
import { DEEDS, type Deed, type DeedName, deedOf, PICTURES } from './deeds.ts';
import { killPage, type MortalBrowser, openMortalBrowser } from './mortal-browser.ts';
import { Shown } from './what-is-shown.ts';
import { Autopsy, type StoredNow, storedFileNames } from './what-is-stored.ts';
import { finished, pairsIn, zipProblems } from './zip-problems.ts';

/** A file of the studio's address that runs no code of it. */
const BESIDE_THE_STUDIO = '/favicon.svg';

export interface KillRun {
  readonly kills: number;
  readonly seed: number;
  readonly address: string;
  readonly log: (line: string) => void;
}

export interface Killed {
  readonly deed: DeedName;
  readonly what: 'browser' | 'page';
  readonly afterMs: number;
  readonly faults: readonly string[];
}

/**
 * Kills the browser or the page at random moments of import, generation, painting and export, opens the same profile again, and
 * says which promises of the screen were not kept. In the end one life goes on until the queue is empty, and exports all.
 */
export async function runKills({ kills, seed, address, log }: KillRun): Promise<Killed[]> {
  const draws = createDraws(seed);
  const profile = await mkdtemp(join(tmpdir(), 'kill-profile-'));
  const downloads = await mkdtemp(join(tmpdir(), 'kill-downloads-'));
  const shown = new Shown();
  const autopsy = new Autopsy();
  const results: Killed[] = [];
  const began = Date.now();
  /** Of imports that the screen said are in the queue. */
  const promisedSeeds = new Set<number>();
  const alive: { browser: MortalBrowser | null } = { browser: null };
  const errors: string[] = [];

  async function open(): Promise<MortalBrowser> {
    if (alive.browser) return alive.browser;
    const browser = await openMortalBrowser(profile, downloads);
    alive.browser = browser;
    // No console: Playwright asks for the arguments of what is logged, and fails where their page is gone by then.
    browser.context.on('weberror', (error) => errors.push(`uncaught error: ${error.error().stack}`));
    await shown.watch(browser.context);
    return browser;
  }

  async function besideTheStudio(): Promise<Page> {
    const page = await (await open()).context.newPage();
    await page.goto(address + BESIDE_THE_STUDIO);
    return page;
  }

  async function examine(page: Page, deed: Deed | null): Promise<string[]> {
    const { now, faults } = await autopsy.examine(page, shown);
    if (deed && deed.seeds.length > 0) {
      if (shown.tells(/pictures are in the queue/)) for (const one of deed.seeds) promisedSeeds.add(one);
      const there = deed.seeds.filter((one) => isStored(now, one)).length;
      if (there > 0 && there < deed.seeds.length)
        faults.push(`${there} of ${deed.seeds.length} rows of a list are stored`);
    }
    for (const one of promisedSeeds)
      if (!isStored(now, one)) faults.push(`the picture of seed ${one} was queued, and is lost`);
    // Beside the first picture.
    const asked = now.pairs.length + now.queue.length - 1;
    if (asked % PICTURES !== 0)
      faults.push(`${asked} pictures are made or wait, of which ${PICTURES} are asked for at a time`);
    return [...faults, ...zipProblems(downloads), ...errors];
  }

  try {
    const { context } = await open();
    await firstPictures(await context.newPage(), address);
    const names = Array.from({ length: kills }, (_, i) => DEEDS[i % DEEDS.length] as DeedName);
    for (const [index, name] of draws.shuffled(names).entries()) {
      const page = await (await open()).context.newPage();
      shown.forgetNotices();
      await page.bringToFront();
      await page.goto(address);
      // Its own, so that the moments do not depend on how far it comes.
      const deed = deedOf(name, page, 1000 + index, createDraws(draws.below(2 ** 31)));
      await deed.prepare();
      const afterMs = draws.below(deed.withinMs);
      const what = draws.pick(['browser', 'page'] as const);
      const act = deed.act().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      if (what === 'page') await killPage(page);
      else await alive.browser?.kill();
      if (what === 'browser') alive.browser = null;
      await act;
      const beside = await besideTheStudio();
      const faults = await examine(beside, deed);
      await beside.close();
      results.push({ deed: name, what, afterMs, faults });
      const seconds = Math.round((Date.now() - began) / 1000);
      const outcome = faults.length === 0 ? 'all kept' : faults.join('; ');
      log(`${seconds} s: kill ${index + 1}, ${what}, ${afterMs} ms into ${name}: ${outcome}`);
    }
    const last = await (await open()).context.newPage();
    const faults = await outlive(last, { address, downloads, log, examine: () => examine(last, null) });
    if (shown.pairs.size === 0) faults.push('no picture was ever seen in the gallery: its tiles are named otherwise');
    results.push({ deed: 'export', what: 'page', afterMs: 0, faults });
    const painted = [...shown.painted.values()].reduce((sum, pixels) => sum + pixels, 0);
    log(`shown as stored: ${shown.pairs.size} pairs, ${painted} painted pixels, ${promisedSeeds.size} rows of lists`);
  } finally {
    await alive.browser?.close();
    for (const folder of [profile, downloads]) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return results;
}

const isStored = ({ pairs, queue }: StoredNow, seed: number) =>
  [...pairs, ...queue].some(({ settings }) => settings.seed === seed);

/** Something to paint on and to export; one step is all that they need. */
async function firstPictures(page: Page, address: string): Promise<void> {
  const studio = new StudioPage(page);
  await studio.open(address);
  await studio.generate({ caption: 'a cat and a chair', classes: ['cat', 'chair'], seed: 1, steps: 1 });
  await page.close();
}

interface LastLife {
  readonly address: string;
  readonly downloads: string;
  readonly log: (line: string) => void;
  readonly examine: () => Promise<string[]>;
}

/** All that waits is made, no file is left without its row, and an export has all pairs. */
async function outlive(page: Page, { address, downloads, log, examine }: LastLife): Promise<string[]> {
  const studio = new StudioPage(page);
  await studio.open(address);
  await expect(studio.prompt.queue).toBeHidden({ timeout: 300_000 });
  await expect(studio.prompt.generate.or(page.getByRole('button', { name: /^Generate \d/ }))).toBeVisible({
    timeout: 60_000,
  });
  // Each was examined; the browser writes over one that has as many pairs, and so the same name.
  const before = finished(downloads);
  for (const name of before) await rm(join(downloads, name));
  await studio.filmstrip.exportDataset.click();
  await studio.filmstrip.exportDialog.confirm.click();
  await expect.poll(() => finished(downloads).length, { timeout: 120_000 }).toBe(1);
  const exported = pairsIn(join(downloads, finished(downloads)[0] ?? ''));
  const faults = await examine();
  const rows = await stored<{ id: string; edits?: { revision: string } | null }>(page, 'pairs');
  if (exported !== rows.length) faults.push(`${exported} of ${rows.length} pairs are in the last export`);
  const named = new Set(
    rows.flatMap(({ id, edits }) => [
      `${id}.picture`,
      `${id}.record`,
      ...(edits ? [`${id}.${edits.revision}.edits`] : []),
    ]),
  );
  for (const name of await storedFileNames(page)) if (!named.has(name)) faults.push(`${name} belongs to no pair`);
  log(`the last life: ${rows.length} pairs, ${exported} exported, ${before.length} finished downloads before it`);
  return faults;
}
