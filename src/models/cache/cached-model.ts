import { bytesToHex } from '@noble/hashes/utils.js';
import * as v from 'valibot';
import type { FileCheck, SourceFile } from '../types.ts';
import { openFolder, readJson } from './opfs-files.ts';
import { readStoredFile } from './opfs-slot.ts';

export const LISTING_FILE = 'model.json';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const CachedModelMeta = v.object({
  /** The address that the model came from. */
  model: v.string(),
  name: v.string(),
  files: v.array(v.object({ path: v.string(), bytes: v.nullable(count), sha256: v.nullable(v.string()) })),
});
export type CachedModelMeta = v.InferOutput<typeof CachedModelMeta>;

export interface CachedModelFile extends SourceFile {
  readonly storedBytes: number;
  /** Null while it is incomplete. */
  readonly check: FileCheck | null;
}

export interface CachedModel {
  readonly model: string;
  readonly name: string;
  /** Everything that the model's listing names; `storedBytes` is 0 for what was never downloaded. */
  readonly files: readonly CachedModelFile[];
  readonly storedBytes: number;
}

/** A folder's name has to be short and free of slashes, an address is neither. */
export async function modelFolderName(model: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(model)));
  return bytesToHex(digest.subarray(0, 12));
}

export const fileFolderName = (path: string): string => encodeURIComponent(path);

/** What is stored of a model; null where the folder says nothing usable of itself. */
export async function readCachedModel(folder: FileSystemDirectoryHandle): Promise<CachedModel | null> {
  const meta = v.safeParse(CachedModelMeta, await readJson(folder, LISTING_FILE));
  if (!meta.success) return null;
  const files: CachedModelFile[] = [];
  for (const file of meta.output.files) {
    const fileFolder = await openFolder(folder, fileFolderName(file.path), false);
    const stored = fileFolder && (await readStoredFile(fileFolder));
    files.push({ ...file, storedBytes: stored?.bytes ?? 0, check: stored?.meta.check ?? null });
  }
  const { model, name } = meta.output;
  return { model, name, files, storedBytes: files.reduce((sum, file) => sum + file.storedBytes, 0) };
}
