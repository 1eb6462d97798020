import type { Page } from '@playwright/test';
import { DatasetZip } from '../fixtures/dataset-zip.ts';
import { DOG } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

/** The studio's address without its code. A browser asks for an icon beside it. */
const BESIDE_THE_STUDIO = './favicon.svg';
const NO_ICON = /favicon\.ico/;

/** Puts the gallery back to what the first studio had: its two tables, and rows without what came later. */
function makeOld(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const NAME = 'dataset-diffusion-studio';
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const now = await done(indexedDB.open(NAME));
    const rows: Record<string, unknown>[] = await done(now.transaction('pairs').objectStore('pairs').getAll());
    now.close();
    await done(indexedDB.deleteDatabase(NAME));
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('pairs', { keyPath: 'id' }).createIndex('createdAt', 'createdAt');
      opening.result.createObjectStore('settings');
    };
    const old = await done(opening);
    const transaction = old.transaction('pairs', 'readwrite');
    for (const { pictureHash: _hash, places: _places, edits: _edits, ...row } of rows) {
      await done(transaction.objectStore('pairs').put(row));
    }
    old.close();
    return rows.length;
  });
}

test('a gallery of the first studio is opened, tuned and exported, with nothing lost', async ({
  studio,
  page,
  guard,
}) => {
  guard.allow(NO_ICON);
  const { tune, filmstrip } = studio;
  await studio.open();
  await studio.generate({ ...DOG, steps: 2 });
  const masked = await tune.pixels();
  await page.goto(BESIDE_THE_STUDIO);
  expect(await makeOld(page)).toBe(1);

  await studio.open();
  await expect(filmstrip.pairs).toHaveCount(1);
  await filmstrip.pairs.first().click();
  await expect.poll(() => tune.pixels()).toEqual(masked);
  const zip = await DatasetZip.from(await filmstrip.download());
  expect(zip.masks()).toHaveLength(1);
});

test('where the browser keeps nothing, as in private windows, that is told, and pictures are made and exported', async ({
  studio,
  page,
}) => {
  await page.addInitScript(() => {
    StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('Not here.', 'SecurityError'));
  });
  await studio.open();
  await expect(page.getByText(/^Pictures cannot be kept on this device: .*export what you want to keep/)).toBeVisible();
  await studio.generate({ ...DOG, steps: 2 });
  const zip = await DatasetZip.from(await studio.filmstrip.download());
  expect(zip.masks()).toHaveLength(1);
});

test('a gallery of a newer studio is left alone, and that is told', async ({ studio, page, guard }) => {
  guard.allow(NO_ICON);
  await page.goto(BESIDE_THE_STUDIO);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('dataset-diffusion-studio', 1000);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          opening.result.close();
          resolve();
        };
      }),
  );
  await studio.open();
  await expect(page.getByText(/a newer version of the studio has used this gallery.*reload this page/)).toBeVisible();
  const versions = await page.evaluate(() => indexedDB.databases());
  expect(versions).toContainEqual({ name: 'dataset-diffusion-studio', version: 1000 });
});

test('what a killed browser was writing is cleared away', async ({ studio, page, guard }) => {
  guard.allow(NO_ICON);
  await page.goto(BESIDE_THE_STUDIO);
  const names = () =>
    page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle('pairs', { create: true });
      const found: string[] = [];
      for await (const name of folder.keys()) found.push(name);
      return found;
    });
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('pairs', { create: true });
    const left = await folder.getFileHandle('dead.picture.crswap', { create: true });
    const writable = await left.createWritable();
    await writable.write('half');
    await writable.close();
  });
  expect(await names()).toEqual(['dead.picture.crswap']);
  await studio.open();
  await expect.poll(names).toEqual([]);
});
