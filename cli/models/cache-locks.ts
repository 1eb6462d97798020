import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StudioError } from '../../src/core/errors.ts';
import type { CacheLocks } from '../../src/models/cache/cache-place.ts';
import { type DiskFs, errnoOf, isRefused, namesIn } from '../work/disk.ts';
import { type FolderLock, lockFolder } from '../work/folder-lock.ts';
import { cacheRefused } from './cache-failures.ts';

/** How often a process that waits looks whether it is its turn. */
const LOOK_EVERY_MS = 250;
const LISTINGS = 'listings';

export interface CacheLockOptions {
  readonly signal?: AbortSignal | undefined;
  readonly disk: DiskFs;
  /** Told once for each file that somebody else downloads. @param who the other process, for people */
  onWait(model: string, path: string, who: string): void;
}

/** Work of this process that has a lock or waits for it, by the lock's path: files tell processes apart, not what one of them does at once. */
const turns = new Map<string, Promise<unknown>>();

/**
 * Locks of a cache on disk: a file each. A process that needs what another one downloads waits for it.
 * @param folder of the locks
 */
export function diskLocks(folder: string, { disk, signal, onWait }: CacheLockOptions): CacheLocks {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24);
  const pathOf = (model: string, path: string) => join(folder, `${hash(model)}-${hash(path)}.lock`);

  const take = async (path: string, onFirstWait: (who: string) => void): Promise<FolderLock> => {
    await disk.mkdir(folder, { recursive: true });
    for (let isTold = false; ; await wait(LOOK_EVERY_MS)) {
      if (signal?.aborted)
        throw new StudioError({ code: 'cancelled', message: 'Stopped while it waited for another process.' });
      const lock = await tryLock(disk, path);
      if (!(lock instanceof StudioError)) return lock;
      if (!isTold) onFirstWait(ownerOf(lock));
      isTold = true;
    }
  };
  const alone = <T>(
    path: string,
    onFirstWait: (who: string) => void,
    work: (lock: FolderLock | null) => Promise<T>,
    canGoWithout: boolean,
  ) =>
    inTurn(path, async () => {
      const lock = await take(path, onFirstWait).catch((error: unknown) => {
        const code = errnoOf(error);
        if (code === null || !isRefused(code)) throw error;
        if (!canGoWithout) throw cacheRefused(folder, code, error);
        return null;
      });
      try {
        return await work(lock);
      } finally {
        await lock?.release();
      }
    });

  return {
    ofFile: (model, path, work) => alone(pathOf(model, path), (who) => onWait(model, path, who), work, false),
    // Where no lock can be written no listing can be, either.
    ofListings: (work) => alone(join(folder, LISTINGS), () => undefined, work, true),
    async isDownloading(model) {
      const names = (await namesIn(disk, folder)).filter((name) => name.startsWith(`${hash(model)}-`));
      for (const name of names) {
        const path = join(folder, name);
        if (turns.has(path)) return true;
        const lock = await tryLock(disk, path);
        if (lock instanceof StudioError) return true;
        await lock.release();
      }
      return false;
    },
  };
}

/** The lock, or who has it. */
async function tryLock(disk: DiskFs, path: string): Promise<FolderLock | StudioError> {
  try {
    return await lockFolder(disk, path);
  } catch (error) {
    if (error instanceof StudioError && error.code === 'folder-in-use') return error;
    throw error;
  }
}

function ownerOf({ details }: StudioError): string {
  return details ? `process ${details.pid} on ${details.host}` : 'a process that has just begun';
}

function inTurn<T>(path: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(path) ?? Promise.resolve();
  const mine = before.then(work, work);
  turns.set(path, mine);
  const leave = () => {
    if (turns.get(path) === mine) turns.delete(path);
  };
  mine.then(leave, leave);
  return mine;
}
