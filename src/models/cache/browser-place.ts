import { canWriteFiles } from '../../core/can-write-files.ts';
import { StudioError } from '../../core/errors.ts';
import { missingFileSystem } from '../../core/missing-file-system.ts';
import { cacheFull, cacheUnavailable, explainGone, modelInUse } from './cache-failures.ts';
import type { CacheLocks, CachePlace } from './cache-place.ts';

const FOLDER = 'models';
const LOCK = 'model-cache ';
const LISTINGS = 'listings';

/** The part of `navigator` that caching needs. */
export interface CacheNavigator {
  readonly storage?: Pick<StorageManager, 'getDirectory' | 'estimate'>;
  readonly locks?: Pick<LockManager, 'request' | 'query'>;
}

/**
 * The browser's private file system, shared by all tabs.
 * @throws StudioError `storage-unavailable` if it is missing, forbidden, or cannot be written
 */
export async function openBrowserPlace({ storage, locks }: CacheNavigator): Promise<CachePlace> {
  return {
    root: await openRoot(storage),
    locks: tabLocks(locks),
    async freeBytes() {
      const { usage = 0, quota = 0 } = (await storage?.estimate()) ?? {};
      return Math.max(0, quota - usage);
    },
    failures: { full: cacheFull, gone: explainGone, inUse: modelInUse },
  };
}

/** Web Locks; without them tabs do not know of each other. */
function tabLocks(locks: CacheNavigator['locks']): CacheLocks {
  const alone = async <T>(name: string, work: () => Promise<T>): Promise<T> =>
    locks ? await locks.request(LOCK + name, work) : await work();
  return {
    ofFile: (model, path, work) => alone(`${model} ${path}`, work),
    ofListings: (work) => alone(LISTINGS, work),
    async isDownloading(model) {
      const { held = [] } = (await locks?.query()) ?? {};
      return held.some(({ name }) => name?.startsWith(`${LOCK}${model} `));
    },
  };
}

async function openRoot(storage: CacheNavigator['storage']): Promise<FileSystemDirectoryHandle> {
  if (typeof storage?.getDirectory !== 'function') {
    const { reason, wayOut } = missingFileSystem(globalThis.isSecureContext);
    throw cacheUnavailable(reason, undefined, wayOut);
  }
  try {
    const folder = await (await storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
    const canWrite = await canWriteFiles(folder, `probe-${crypto.randomUUID()}`);
    if (!canWrite) throw new Error('files cannot be written from here');
    return folder;
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw cacheUnavailable(`the browser refused its private file system (${error})`, error);
  }
}
