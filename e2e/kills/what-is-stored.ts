import type { Page } from '@playwright/test';
import { faultsOfPair } from '../../src/storage/codecs/stored-files.fixture.ts';
import { stored } from '../fixtures/stored-pairs.ts';
import type { Shown } from './what-is-shown.ts';

type Row = Parameters<typeof faultsOfPair>[0];

export interface StoredNow {
  readonly pairs: readonly Row[];
  readonly queue: readonly { readonly id: string; readonly settings: { readonly seed: number } }[];
}

/**
 * Looks into the profile from a page of the studio's address that is not the studio: as the killed one left it, before the next
 * one tidies up.
 */
export class Autopsy {
  /** By pair: what was read of it and found whole. */
  readonly #whole = new Map<string, string>();

  /** @returns what is stored, and every promise that is not kept, in words */
  async examine(page: Page, shown: Shown): Promise<{ readonly now: StoredNow; readonly faults: string[] }> {
    const now: StoredNow = { pairs: await stored<Row>(page, 'pairs'), queue: await stored(page, 'queue') };
    const faults: string[] = [];
    for (const row of now.pairs) faults.push(...(await this.#pairFaults(page, row)));
    const rows = new Map(now.pairs.map((row) => [row.id, row]));
    for (const id of shown.pairs) if (!rows.has(id)) faults.push(`${id} was in the gallery, and is not stored`);
    for (const [id, pixels] of shown.painted) {
      const found = rows.get(id)?.edits?.pixels ?? 0;
      if (found < pixels) faults.push(`${id} had ${pixels} painted pixels, and has ${found}`);
    }
    for (const { id } of now.queue) if (rows.has(id)) faults.push(`${id} is in the gallery and in the queue`);
    return { now, faults };
  }

  async #pairFaults(page: Page, row: Row): Promise<string[]> {
    const state = row.edits?.revision ?? 'unedited';
    if (this.#whole.get(row.id) === state) return [];
    const faults = await faultsOfPair(row, (name) => readFile(page, name));
    if (faults.length === 0) this.#whole.set(row.id, state);
    return faults;
  }
}

async function readFile(page: Page, name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const text = await page.evaluate(async (wanted) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('pairs');
    const handle = await folder.getFileHandle(wanted).catch(() => null);
    if (!handle) return null;
    const file = await handle.getFile();
    return new Promise<string>((resolve, reject) => {
      const reader = new FileReader();
      reader.onerror = () => reject(reader.error);
      reader.onload = () => resolve(String(reader.result));
      reader.readAsDataURL(file);
    });
  }, name);
  return text === null ? null : Uint8Array.from(Buffer.from(text.slice(text.indexOf(',') + 1), 'base64'));
}

/** Names of all files of pairs. */
export function storedFileNames(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const names: string[] = [];
    for await (const name of (await root.getDirectoryHandle('pairs')).keys()) names.push(name);
    return names;
  });
}
