import { createHash } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { CachePlace } from '../../src/models/cache/cache-place.ts';
import { type ModelCache, modelCacheAt } from '../../src/models/cache/model-cache.ts';
import type { Report } from '../report/report.ts';
import { type DiskFs, errnoOf, isRefused, REAL_FS } from '../work/disk.ts';
import { diskFailures, explainDisk } from './cache-failures.ts';
import { diskLocks } from './cache-locks.ts';
import { diskDirectory } from './disk-directory.ts';

export interface DiskCacheOptions {
  readonly report: Pick<Report, 'note'>;
  /** Ends waiting for another process. */
  readonly signal?: AbortSignal | undefined;
  /** Tests bring one that fails. */
  readonly disk?: DiskFs;
}

/** A cache of models in a folder, and the room that its disk has. */
export interface DiskCache {
  readonly folder: string;
  readonly cache: ModelCache;
  freeBytes(): Promise<number>;
}

/**
 * The cache of models in a folder, which is made with the first one. One that may only be read serves what it has.
 * @throws StudioError `storage-unavailable` where there is no such folder and none can be made
 */
export async function openDiskCache(
  folder: string,
  { report, signal, disk = REAL_FS }: DiskCacheOptions,
): Promise<DiskCache> {
  const models = join(folder, 'models');
  await explainDisk(folder, () => makeFolder(disk, models));
  const freeBytes = async () => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  };
  const onWait = (model: string, file: string, who: string) =>
    report.note('waiting', `${file} of ${model} is being downloaded by ${who}; waits for it.`, { model, file });
  const place: CachePlace = {
    root: diskDirectory(models, disk),
    locks: diskLocks(join(folder, 'locks'), { disk, signal, onWait }),
    freeBytes,
    failures: diskFailures(folder),
    hash: blobSha256,
  };
  return { folder, cache: modelCacheAt(place), freeBytes };
}

/** SHA-256 in lower-case hex, by the system's own library: several times as fast as JavaScript on files of gigabytes. */
export async function blobSha256(content: Blob): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of content.stream()) hash.update(bytes);
  return hash.digest('hex');
}

async function makeFolder(disk: DiskFs, path: string): Promise<void> {
  try {
    await disk.mkdir(path, { recursive: true });
  } catch (error) {
    const code = errnoOf(error);
    const isThere = (await disk.stat(path).catch(() => null))?.isDirectory() === true;
    if (code === null || !isRefused(code) || !isThere) throw error;
  }
}
