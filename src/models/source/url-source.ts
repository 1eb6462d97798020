import * as v from 'valibot';
import { type Failure, StudioError } from '../../core/errors.ts';
import { memorySlot } from '../cache/file-slot.ts';
import type { ModelCache } from '../cache/model-cache.ts';
import { CANDIDATE_PATHS } from '../package/model-paths.ts';
import type { Fetch, ModelFile, ModelSource, SourceFile } from '../types.ts';
import { downloadFile } from './download-file.ts';
import { openHttpBlob } from './http-blob.ts';
import { missing, request } from './http-request.ts';
import { versionOf } from './http-version.ts';

const Listing = v.object({
  files: v.array(
    v.object({
      path: v.string(),
      bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    }),
  ),
});

export interface UrlSourceOptions {
  /** Address of the model's folder, without a slash at the end. */
  readonly url: string;
  /** For people; the address if left out. */
  readonly name?: string;
  readonly fetch: Fetch;
  /** What the catalogue says; left out: `files.json` in the folder, or the usual names one by one. */
  readonly files?: readonly SourceFile[];
  /** Keeps downloads; null or left out: they stay in memory. */
  readonly cache?: ModelCache | null;
  /** `storage-full`: a file did not fit into the cache and stays in memory. */
  readonly onProblem?: (problem: Failure) => void;
}

/**
 * A model folder on a server. With a cache, each file is downloaded once and opens without a request afterwards; the
 * listing is asked for at every visit, and comes from the cache where the server cannot be reached.
 */
export function urlSource({ url, name = url, fetch, cache = null, ...options }: UrlSourceOptions): ModelSource {
  let listing: Promise<readonly SourceFile[]> | null = null;
  const list = () => {
    listing ??= loadListing().catch((error: unknown) => {
      listing = null;
      throw error;
    });
    return listing;
  };
  const loadListing = async () => {
    try {
      const files = options.files ?? (await fetchListing(url, fetch)) ?? (await probe(url, fetch));
      await cache?.rememberListing(url, name, files);
      return files;
    } catch (error) {
      const known = isUnreachable(error) ? await cache?.get(url) : null;
      if (known) return known.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
      throw error;
    }
  };
  const fileOf = async (path: string) => (await list()).find((file) => file.path === path) ?? missing(path, url);
  return {
    label: name,
    list,
    async open(path, open = {}) {
      const file = await fileOf(path);
      const address = addressOf(url, path);
      if (!cache) return downloadFile({ ...open, address, file, slot: memorySlot(), fetch });
      const { blob, problem } = await cache.fetchFile({ ...open, model: url, address, file, fetch });
      if (problem) options.onProblem?.(problem);
      return blob;
    },
    async presentBytes(path) {
      const model = await cache?.get(url);
      return model?.files.find((file) => file.path === path)?.storedBytes ?? 0;
    },
    async peek(path) {
      const file = await fileOf(path);
      const cached = await cache?.find(url, file);
      return cached?.blob ?? openHttpBlob({ address: addressOf(url, path), file: path, bytes: file.bytes, fetch });
    },
  };
}

/** Names of files may hold spaces and signs that an address gives another meaning. */
function addressOf(url: string, path: string): string {
  return `${url}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** The folder's own listing; null where it has none. @throws StudioError `network`, `model-corrupt` */
async function fetchListing(url: string, fetch: Fetch): Promise<readonly ModelFile[] | null> {
  const response = await request(`${url}/files.json`, 'files.json', fetch, {}, [404]);
  if (response.status === 404) return null;
  const parsed = v.safeParse(Listing, await response.json().catch(() => null));
  if (parsed.success) return parsed.output.files;
  throw new StudioError({
    code: 'model-corrupt',
    message: `${url}/files.json is not a model listing. Expected {"files": [{path, bytes, sha256}]}; reload the page to try again.`,
    details: { file: 'files.json' },
  });
}

/** Which of the usual files a server has, where no listing tells. Servers answer HEAD without sending the file. */
async function probe(url: string, fetch: Fetch): Promise<readonly SourceFile[]> {
  const found = await Promise.all(
    CANDIDATE_PATHS.map(async (path) => {
      const response = await request(addressOf(url, path), path, fetch, { method: 'HEAD' }, [404]);
      // A page that is sent for every unknown address is no model file.
      const isPage = response.headers.get('Content-Type')?.startsWith('text/html') ?? false;
      if (!response.ok || isPage) return null;
      return { path, bytes: versionOf(response).totalBytes, sha256: null };
    }),
  );
  const files = found.filter((file) => file !== null);
  return files.length > 0 ? files : missing('unet/model.onnx and unet.onnx', url);
}

function isUnreachable(error: unknown): boolean {
  return error instanceof StudioError && error.code === 'network';
}
