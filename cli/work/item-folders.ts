import { createHash, randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { canonicalJson } from '../../src/core/dataset/canonical-json.ts';
import type { PairFacts } from '../../src/core/dataset/types.ts';
import { StudioError } from '../../src/core/errors.ts';
import { type DiskFs, errnoOf, makeFolder, namesIn, syncFolder, writeDurably } from './disk.ts';
import { type FinishedItem, type ItemFile, itemSchema, type StoredItem } from './stored-item.ts';

/** In a work folder: a folder for each finished item. */
export const ITEMS = 'items';
/** Items in the making; what a killed process leaves here is swept by the next one. */
export const FRESH = 'fresh';

const itemFolder = (path: string, identity: string) => join(path, ITEMS, identity.slice(0, 2), identity);

/** Stores an item and resolves to true; to false, and nothing is changed, where it is there. `path` is the work folder. */
export async function storeItem(
  disk: DiskFs,
  path: string,
  { identity, facts, files }: FinishedItem,
): Promise<boolean> {
  const fresh = join(path, FRESH, randomUUID());
  const place = itemFolder(path, identity);
  const named = Object.entries(files);
  const sha256 = Object.fromEntries(named.map(([name, bytes]) => [name, sha256Of(bytes)]));
  const item = { schema: 'dataset-diffusion-studio/item', version: 1, identity, sha256, facts };
  try {
    await makeFolder(disk, fresh);
    const all = [...named, ['item.json', canonicalJson(item)] as const];
    // At once: the disk takes them in one go.
    await Promise.all(all.map(([name, bytes]) => writeDurably(disk, join(fresh, name), bytes)));
    await syncFolder(disk, fresh);
    await makeFolder(disk, dirname(place));
    await disk.rename(fresh, place);
  } catch (error) {
    await disk.rm(fresh, { recursive: true, force: true }).catch(() => undefined); // what matters is the first error
    const code = errnoOf(error);
    if (code !== 'EEXIST' && code !== 'ENOTEMPTY' && !(code === 'EPERM' && (await isThere(disk, place)))) throw error;
    return false;
  }
  await syncFolder(disk, dirname(place));
  return true;
}

/** @throws StudioError `record-corrupt` */
export async function readItem(disk: DiskFs, path: string, identity: string): Promise<StoredItem> {
  const folder = itemFolder(path, identity);
  const bytes = await read(disk, join(folder, 'item.json'));
  const parsed = v.safeParse(itemSchema, bytes && parseJson(bytes));
  if (!parsed.success || parsed.output.identity !== identity) throw damaged(folder, 'item.json');
  const { sha256, facts } = parsed.output;
  // Written by this version of the studio, as the run's facts say.
  return { identity, sha256, facts: facts as unknown as PairFacts };
}

/** @throws StudioError `record-corrupt` where it is missing or not as it was written */
export async function readItemFile(
  disk: DiskFs,
  path: string,
  { identity, sha256 }: StoredItem,
  file: ItemFile,
): Promise<Uint8Array<ArrayBuffer>> {
  const folder = itemFolder(path, identity);
  const bytes = await read(disk, join(folder, file));
  if (!bytes || sha256Of(bytes) !== sha256[file]) throw damaged(folder, file);
  return bytes;
}

async function read(disk: DiskFs, file: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await disk.readFile(file));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function isThere(disk: DiskFs, path: string): Promise<boolean> {
  return (await disk.stat(path).catch(() => null)) !== null;
}

/** Identities of the finished items of the work folder at `path`. */
export async function identitiesIn(disk: DiskFs, path: string): Promise<string[]> {
  const groups = await namesIn(disk, join(path, ITEMS));
  const all: string[] = [];
  for (const group of groups) all.push(...(await namesIn(disk, join(path, ITEMS, group))));
  return all.filter((name) => /^[0-9a-f]{64}$/.test(name));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    // No item: told by its schema.
    return null;
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function damaged(folder: string, file: string): StudioError {
  const message = `Expected the finished pair in ${folder} as it was written; its ${file} is missing or damaged. Remove that folder and run the same command with --resume, which makes it again.`;
  return new StudioError({ code: 'record-corrupt', message, details: { path: folder } });
}
