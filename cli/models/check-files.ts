import type { CachedModelFile } from '../../src/models/cache/cached-model.ts';
import type { ModelCache } from '../../src/models/cache/model-cache.ts';
import { formatBytes } from '../../src/studio/gallery/format-bytes.ts';
import type { KeptModel } from './kept-models.ts';
import { blobSha256 } from './open-disk-cache.ts';

/** What reading a kept file anew says of it. */
export interface CheckedFile {
  readonly path: string;
  /** `unhashed`: of the right size, and nobody hashed it when it came. */
  readonly state: 'sound' | 'unhashed' | 'damaged' | 'incomplete' | 'missing';
  /** In words. */
  readonly told: string;
}

/** Reads every file of a kept model and compares it with what its server told, or with what arrived. @param onFile so many are done */
export async function checkFiles(
  cache: ModelCache,
  { model, files }: KeptModel,
  onFile: (done: number) => void,
): Promise<CheckedFile[]> {
  const checked: CheckedFile[] = [];
  for (const file of files) {
    checked.push(await checkFile(cache, model, file));
    onFile(checked.length);
  }
  return checked;
}

async function checkFile(cache: ModelCache, model: string, file: CachedModelFile): Promise<CheckedFile> {
  const { path, storedBytes, check } = file;
  const found = await cache.find(model, file);
  if (!found) {
    const of = file.bytes === null ? 'an unknown size' : formatBytes(file.bytes);
    if (check !== null)
      return { path, state: 'damaged', told: `damaged: ${formatBytes(storedBytes)} are left of ${of}` };
    if (storedBytes === 0) return { path, state: 'missing', told: 'missing: it was never downloaded' };
    return { path, state: 'incomplete', told: `incomplete: ${formatBytes(storedBytes)} of ${of}` };
  }
  const expected = file.sha256 ?? found.sha256;
  if (expected === null) return { path, state: 'unhashed', told: `${formatBytes(storedBytes)}; nobody told its hash` };
  const sha256 = await blobSha256(found.blob);
  if (sha256 === expected)
    return {
      path,
      state: 'sound',
      told: `${formatBytes(storedBytes)}, ${file.sha256 ? 'as its server says' : 'as it arrived'} (SHA-256)`,
    };
  const told = `damaged: expected SHA-256 ${expected.slice(0, 12)}…, found ${sha256.slice(0, 12)}…`;
  return { path, state: 'damaged', told };
}
