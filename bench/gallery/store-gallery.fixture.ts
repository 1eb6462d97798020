import type { Page } from '@playwright/test';
import type { StoredGallery } from './many-pairs.fixture.ts';

/** Puts a gallery straight into the storage of a page that has opened the studio once: making so many pictures would take hours. */
export async function storeGallery(page: Page, gallery: StoredGallery): Promise<void> {
  await page.evaluate(async ({ rows, record, pictures }) => {
    const bytesOf = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const files = pictures.map(bytesOf);
    const recordFile = bytesOf(record);
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('pairs', { create: true });
    const write = async (name: string, bytes: Uint8Array<ArrayBuffer>) => {
      const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await writable.write(bytes);
      await writable.close();
    };
    const AT_ONCE = 50;
    for (let from = 0; from < rows.length; from += AT_ONCE) {
      const part = rows.slice(from, from + AT_ONCE);
      await Promise.all(
        part.flatMap(({ id }, i) => [
          write(`${id}.picture`, files[(from + i) % files.length] as Uint8Array<ArrayBuffer>),
          write(`${id}.record`, recordFile),
        ]),
      );
    }
    const opening = indexedDB.open('dataset-diffusion-studio');
    await new Promise((resolve) => opening.addEventListener('success', resolve));
    const transaction = opening.result.transaction('pairs', 'readwrite');
    for (const row of rows) transaction.objectStore('pairs').put(row);
    await new Promise((resolve) => transaction.addEventListener('complete', resolve));
    opening.result.close();
  }, gallery);
}
