import { type Failure, StudioError } from '../../core/errors.ts';
import { downloadFile } from '../source/download-file.ts';
import type { Fetch, FileCheck, OpenOptions, SourceFile } from '../types.ts';
import { type CacheNavigator, openBrowserPlace } from './browser-place.ts';
import { isLockedError, isNotFoundError, isQuotaError } from './cache-failures.ts';
import type { CachePlace } from './cache-place.ts';
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
  /** Lower-case hex, of what arrived; null where nobody hashed it. */
  readonly sha256: string | null;
  /** `storage-full` where the file is in memory for lack of room; the session works on, the next one downloads again. */
  readonly problem: Failure | null;
}

/** Files of models, kept in the browser's private file system or in a folder on disk. */
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
  /** Forgets one file, such as a damaged one: it is downloaded again. */
  removeFile(model: string, path: string): Promise<void>;
}

/**
 * A cache of models in the browser's private file system.
 * @throws StudioError `storage-unavailable` if the private file system is missing, forbidden, or cannot be written
 */
export async function openModelCache(navigator: CacheNavigator, partBytes = PART_BYTES): Promise<ModelCache> {
  return modelCacheAt(await openBrowserPlace(navigator), partBytes);
}

/** @param partBytes size of the pieces in which files are stored; a crash loses at most the last one */
export function modelCacheAt(place: CachePlace, partBytes = PART_BYTES): ModelCache {
  const { root, locks, failures, freeBytes } = place;
  const modelFolder = async (model: string, create: boolean) => openFolder(root, await modelFolderName(model), create);

  const find: ModelCache['find'] = async (model, file) => {
    const folder = await modelFolder(model, false);
    const fileFolder = folder && (await openFolder(folder, fileFolderName(file.path), false));
    const stored = fileFolder && (await readStoredFile(fileFolder));
    if (!stored?.meta.check || !matches(stored.meta, file)) return null;
    if (stored.bytes !== (stored.meta.expected.bytes ?? stored.meta.version.totalBytes ?? stored.bytes)) return null;
    return { blob: blobOf(stored), check: stored.meta.check, sha256: stored.meta.sha256 ?? null, problem: null };
  };

  const get: ModelCache['get'] = async (model) => {
    const folder = await modelFolder(model, false);
    return folder && readCachedModel(folder);
  };
  const rememberListing: ModelCache['rememberListing'] = (model, name, files) =>
    locks.ofListings(async () => {
      const meta: CachedModelMeta = {
        model,
        name,
        files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
      };
      try {
        const folder = await modelFolder(model, true);
        if (!folder || JSON.stringify(await readJson(folder, LISTING_FILE)) === JSON.stringify(meta)) return;
        await writeJson(folder, LISTING_FILE, meta);
      } catch (error) {
        // No room, not to be written, or deleted at this moment: then there is no listing.
        if (!isQuotaError(error) && !isNotFoundError(error) && !isUnavailable(error)) throw error;
      }
    });
  /** Null for a folder that says nothing usable of itself, as after a crash: nobody could delete it, so it goes. */
  const readOrSweep = (name: string): Promise<CachedModel | null> =>
    locks.ofListings(async () => {
      const folder = await openFolder(root, name, false);
      const model = folder && (await readCachedModel(folder));
      // Nor is it any matter in a cache that may only be read.
      if (folder && !model) await removeEntry(root, name).catch(unlessUnavailable);
      return model;
    });
  /** Null where there is no room even for the listing, without which a model could not be deleted. */
  const openSlot = async (model: string, file: SourceFile): Promise<FileSlot | null> => {
    if (!(await get(model))) await rememberListing(model, model, [file]);
    const folder = (await get(model)) && (await modelFolder(model, false));
    const fileFolder = folder && (await openFolder(folder, fileFolderName(file.path), true));
    return fileFolder && openOpfsSlot({ ...place, folder: fileFolder, file, partBytes });
  };

  return {
    find,
    async fetchFile({ model, file, ...download }) {
      const findHere = async () => {
        const found = await find(model, file);
        if (found) download.onBytes?.(found.blob.size);
        return found;
      };
      const bring = async () => {
        // Somebody else may just have brought it.
        const found = await findHere();
        if (found) return found;
        const slot = await openSlot(model, file);
        const noSlot = slot ? null : failures.full(file.path, file.bytes ?? 0, await freeBytes());
        // The cache keeps the bytes; a second copy in the HTTP cache would cost the same again.
        const init = { cache: 'no-store' } as const;
        const blob = await downloadFile({ ...download, file, slot: slot ?? memorySlot(), init });
        const stored = await find(model, file);
        return stored ?? { blob, check: 'none', sha256: null, problem: slot ? slot.problem : noSlot };
      };
      try {
        const found = await findHere();
        if (found) return found;
        return await locks.ofFile(model, file.path, bring);
      } catch (error) {
        throw failures.gone(file.path, error);
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
      if (await locks.isDownloading(model)) throw failures.inUse(model);
      try {
        await removeEntry(root, await modelFolderName(model));
      } catch (error) {
        throw isLockedError(error) ? failures.inUse(model, error) : error;
      }
    },
    removeFile: (model, path) =>
      locks.ofFile(model, path, async () => {
        const folder = await modelFolder(model, false);
        if (folder) await removeEntry(folder, fileFolderName(path));
      }),
  };
}

function unlessUnavailable(error: unknown): void {
  if (!isUnavailable(error)) throw error;
}

const isUnavailable = (error: unknown) => error instanceof StudioError && error.code === 'storage-unavailable';
