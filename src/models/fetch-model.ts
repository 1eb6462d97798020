import type { Failure } from '../core/errors.ts';
import { missing } from './http-request.ts';
import type { ModelCache } from './model-cache.ts';
import { folderOf, REQUIRED_FILES } from './model-folder.ts';
import type { DownloadProgress, Fetch, ModelFolder } from './types.ts';
import { urlSource } from './url-source.ts';

export interface FetchModelOptions {
  /** Address of the model's folder, without a slash at the end. */
  readonly url: string;
  readonly fetch: Fetch;
  readonly onProgress: (progress: DownloadProgress) => void;
  /** Keeps the files for later visits; null or left out: the browser's HTTP cache has to do. */
  readonly cache?: ModelCache | null;
  /** `storage-full`: a file did not fit into the cache. */
  readonly onProblem?: (problem: Failure) => void;
}

/**
 * Downloads the files that generating needs and checks size and SHA-256 of each against the folder's `files.json`
 * (where a folder has none, against nothing). For models that fit into memory, as the bundled one does; `openModelPackage` opens the others.
 *
 * @throws StudioError `network`, `model-missing-file`, `model-corrupt`; each names the file.
 */
export async function fetchModel({ url, fetch, onProgress, ...options }: FetchModelOptions): Promise<ModelFolder> {
  const source = urlSource({ url, fetch, ...options });
  const listing = await source.list();
  const wanted = REQUIRED_FILES.map((path) => listing.find((file) => file.path === path) ?? missing(path, url));
  const totalBytes = wanted.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  const contents = new Map<string, Uint8Array>();
  let finishedBytes = 0;
  for (const file of wanted) {
    const onBytes = (fileBytes: number) =>
      onProgress({ file: file.path, loadedBytes: finishedBytes + fileBytes, totalBytes });
    const blob = await source.open(file.path, { onBytes });
    contents.set(file.path, new Uint8Array(await blob.arrayBuffer()));
    finishedBytes += blob.size;
  }
  const files = listing.map(({ path, bytes, sha256 }) => ({ path, bytes: bytes ?? 0, sha256: sha256 ?? '' }));
  return folderOf(contents, files);
}
