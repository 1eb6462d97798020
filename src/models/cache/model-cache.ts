import { canWriteFiles } from '../../core/can-write-files.ts';
import { type Failure, StudioError } from '../../core/errors.ts';
import { missingFileSystem } from '../../core/missing-file-system.ts';
import { downloadFile } from '../source/download-file.ts';
import type { Fetch, FileCheck, OpenOptions, SourceFile } from '../types.ts';
import {
  cacheFull,
  cacheUnavailable,
  explainGone,
  isLockedError,
  isNotFoundError,
  isQuotaError,
  modelInUse,
} from './cache-failures.ts';
import {
  type CachedModel,
  type CachedModelMeta,
  fileFolderName,
  LISTING_FILE,
  modelFolderName,
  readCachedModel,
} from './cached-model.ts';
import { type FileSlot, memorySlot } from './file-slot.ts';
import { openFolder, readJson, removeEntry, writeJson } from './opfs-files.ts';
import { blobOf, matches, openOpfsSlot, PART_BYTES, readStoredFile } from './opfs-slot.ts';

const FOLDER = 'models';
const LOCK = 'model-cache ';
/** Lock under which listings are written and folders without one are removed. */
const LISTINGS = 'listings';

export interface CacheFileRequest extends OpenOptions {
  /** The model's address; it should name a revision, since a cached file is not asked for again. */
  readonly model: string;
  readonly file: SourceFile;
  readonly address: string;
  readonly fetch: Fetch;
}

export interface CachedFile {
  readonly blob: Blob;
  readonly check: FileCheck;
  /** `storage-full` where the file is in memory for lack of room; the session works on, the next one downloads again. */
  readonly problem: Failure | null;
}

/** Files of models in the browser's private file system. */
export interface ModelCache {
  /** A complete file that matches what is asked for, without any request; null if there is none. */
  find(model: string, file: SourceFile): Promise<CachedFile | null>;
  /**
   * The file from the cache, or downloaded into it from where an earlier download stopped.
   * @throws StudioError `storage-unavailable` where the model is deleted meanwhile, and as downloadFile
   */
  fetchFile(request: CacheFileRequest): Promise<CachedFile>;
  /** Keeps a model's listing, so that it opens offline. Where there is no room, the one before stays, if there is any. */
  rememberListing(model: string, name: string, files: readonly SourceFile[]): Promise<void>;
  /** Models with their files and sizes, incomplete ones included. What no listing names any more is removed. */
  list(): Promise<CachedModel[]>;
  get(model: string): Promise<CachedModel | null>;
  /** @throws StudioError `storage-unavailable` while the model is downloaded, in whichever tab */
  remove(model: string): Promise<void>;
}

/** The part of `navigator` that caching needs. */
export interface CacheNavigator {
  readonly storage?: Pick<StorageManager, 'getDirectory' | 'estimate'>;
  readonly locks?: Pick<LockManager, 'request' | 'query'>;
}

/**
 * @param partBytes size of the pieces in which files are stored; a crash loses at most the last one
 * @throws StudioError `storage-unavailable` if the private file system is missing, forbidden, or cannot be written
 */
export async function openModelCache({ storage, locks }: CacheNavigator, partBytes = PART_BYTES): Promise<ModelCache> {
  const root = await openRoot(storage);
  const freeBytes = async () => {
    const { usage = 0, quota = 0 } = (await storage?.estimate()) ?? {};
    return Math.max(0, quota - usage);
  };
  // Two tabs that download one file would write over each other's parts.
  const alone = async <T>(name: string, work: () => Promise<T>): Promise<T> =>
    locks ? await locks.request(LOCK + name, work) : await work();
  const isDownloading = async (model: string): Promise<boolean> => {
    const { held = [] } = (await locks?.query()) ?? {};
    return held.some(({ name }) => name?.startsWith(`${LOCK}${model} `));
  };
  const modelFolder = async (model: string, create: boolean) => openFolder(root, await modelFolderName(model), create);

  const find: ModelCache['find'] = async (model, file) => {
    const folder = await modelFolder(model, false);
    const fileFolder = folder && (await openFolder(folder, fileFolderName(file.path), false));
    const stored = fileFolder && (await readStoredFile(fileFolder));
    if (!stored?.meta.check || !matches(stored.meta, file)) return null;
    if (stored.bytes !== (stored.meta.expected.bytes ?? stored.meta.version.totalBytes ?? stored.bytes)) return null;
    return { blob: blobOf(stored), check: stored.meta.check, problem: null };
  };

  const get: ModelCache['get'] = async (model) => {
    const folder = await modelFolder(model, false);
    return folder && readCachedModel(folder);
  };
  const rememberListing: ModelCache['rememberListing'] = (model, name, files) =>
    alone(LISTINGS, async () => {
      const folder = await modelFolder(model, true);
      const meta: CachedModelMeta = {
        model,
        name,
        files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
      };
      if (!folder || JSON.stringify(await readJson(folder, LISTING_FILE)) === JSON.stringify(meta)) return;
      try {
        await writeJson(folder, LISTING_FILE, meta);
      } catch (error) {
        // No room, or deleted at this moment: then there is no listing.
        if (!isQuotaError(error) && !isNotFoundError(error)) throw error;
      }
    });
  /** Null for a folder that says nothing usable of itself, as after a crash: nobody could delete it, so it goes. */
  const readOrSweep = (name: string): Promise<CachedModel | null> =>
    alone(LISTINGS, async () => {
      const folder = await openFolder(root, name, false);
      const model = folder && (await readCachedModel(folder));
      if (folder && !model) await removeEntry(root, name);
      return model;
    });
  /** Null where there is no room even for the listing, without which a model could not be deleted. */
  const openSlot = async (model: string, file: SourceFile): Promise<FileSlot | null> => {
    if (!(await get(model))) await rememberListing(model, model, [file]);
    const folder = (await get(model)) && (await modelFolder(model, false));
    const fileFolder = folder && (await openFolder(folder, fileFolderName(file.path), true));
    return fileFolder && openOpfsSlot({ folder: fileFolder, file, freeBytes, partBytes });
  };

  return {
    find,
    async fetchFile({ model, file, ...download }) {
      const bring = async () => {
        const found = await find(model, file);
        if (found) {
          download.onBytes?.(found.blob.size);
          return found;
        }
        const slot = await openSlot(model, file);
        // The private file system keeps the bytes; a second copy in the HTTP cache would cost the same again.
        const init = { cache: 'no-store' } as const;
        const blob = await downloadFile({ ...download, file, slot: slot ?? memorySlot(), init });
        const stored = await find(model, file);
        const problem = slot ? slot.problem : cacheFull(file.path, blob.size, await freeBytes());
        return stored ?? { blob, check: 'none', problem };
      };
      try {
        return await alone(`${model} ${file.path}`, bring);
      } catch (error) {
        throw explainGone(file.path, error);
      }
    },
    rememberListing,
    async list() {
      const models: CachedModel[] = [];
      const folders: string[] = [];
      for await (const { kind, name } of root.values()) if (kind === 'directory') folders.push(name);
      for (const folder of folders) {
        const model = await readOrSweep(folder);
        if (model) models.push(model);
      }
      return models.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    get,
    async remove(model) {
      if (await isDownloading(model)) throw modelInUse(model);
      try {
        await removeEntry(root, await modelFolderName(model));
      } catch (error) {
        throw isLockedError(error) ? modelInUse(model, error) : error;
      }
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
