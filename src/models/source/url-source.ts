import * as v from 'valibot';
import { type Failure, StudioError } from '../../core/errors.ts';
import { memorySlot } from '../cache/file-slot.ts';
import type { ModelCache } from '../cache/model-cache.ts';
import { CANDIDATE_PATHS } from '../package/model-paths.ts';
import type { Fetch, ModelFile, ModelSource, SourceFile } from '../types.ts';
import { downloadFile } from './download-file.ts';
import { openHttpBlob } from './http-blob.ts';
import { bodyBytes, dropBody, LOCKED, missing, rangeInit, refusal, request } from './http-request.ts';
import { versionOf } from './http-version.ts';
import { beginsAsPage } from './is-page.ts';

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
  /** No listing tells all that there is: what has another name than the usual ones is looked for when it is asked for. */
  let wasSearched = false;
  const found = new Map<string, Promise<SourceFile | null>>();
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
      const told = options.files ?? (await fetchListing(url, fetch));
      const files = told ?? (await probe(url, fetch));
      wasSearched = told === null;
      await cache?.rememberListing(url, name, files);
      return files;
    } catch (error) {
      const known = isUnreachable(error) ? await cache?.get(url) : null;
      if (known) return known.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
      throw error;
    }
  };
  const find = async (path: string): Promise<SourceFile | null> => {
    const listed = (await list()).find((file) => file.path === path);
    if (listed || !wasSearched) return listed ?? null;
    const asked = found.get(path) ?? lookFor(path);
    found.set(path, asked);
    // A connection that failed says nothing of the file.
    asked.catch(() => found.delete(path));
    return asked;
  };
  const lookFor = async (path: string): Promise<SourceFile | null> => {
    const { file } = await probeFile(url, path, fetch);
    if (!file) return null;
    // The cache opens what its listing names. Two may be found at once, so nothing is awaited in between.
    listing = list().then((files) => [...files, file]);
    await cache?.rememberListing(url, name, await listing);
    return file;
  };
  const fileOf = async (path: string) => (await find(path)) ?? missing(path, url);
  return {
    label: name,
    list,
    has: async (path) => (await find(path)) !== null,
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
  const response = await orAbsent(request(`${url}/files.json`, 'files.json', fetch, {}, LOCKED));
  const content = response?.ok ? new Uint8Array(await bodyBytes(response, 'files.json')) : null;
  if (!content || beginsAsPage(content)) return null;
  const parsed = v.safeParse(Listing, parseJson(new TextDecoder().decode(content)));
  if (parsed.success) return parsed.output.files;
  throw new StudioError({
    code: 'model-corrupt',
    message: `${url}/files.json is not a model listing. Expected {"files": [{path, bytes, sha256}]}; reload the page to try again.`,
    details: { file: 'files.json' },
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/**
 * Which of the usual files a server has, where no listing tells.
 * @throws StudioError `model-missing-file` where it has none, `network` where it has none to show
 */
async function probe(url: string, fetch: Fetch): Promise<readonly SourceFile[]> {
  const answers = await Promise.all(CANDIDATE_PATHS.map((path) => probeFile(url, path, fetch)));
  const files = answers.flatMap(({ file }) => file ?? []);
  if (files.length > 0) return files;
  throw answers.find(({ locked }) => locked)?.locked ?? missing('unet/model.onnx and unet.onnx', url);
}

/** Servers answer HEAD without sending the file; those that do not know it send the first byte. */
async function probeFile(url: string, path: string, fetch: Fetch) {
  const ask = (init: RequestInit) =>
    orAbsent(request(addressOf(url, path), path, fetch, init, [...LOCKED, ...NO_HEAD, NO_SUCH_RANGE]));
  let response = await ask({ method: 'HEAD' });
  if (response && NO_HEAD.includes(response.status)) response = await ask(rangeInit('bytes=0-0'));
  if (response) await dropBody(response);
  const file = response?.ok ? { path, bytes: versionOf(response).totalBytes, sha256: null } : null;
  return { file, locked: response && LOCKED.includes(response.status) ? refusal(path, response) : null };
}

const NO_HEAD: readonly number[] = [405, 501];
/** An empty file has no first byte. */
const NO_SUCH_RANGE = 416;

/** Null for what is not there. */
async function orAbsent(asked: Promise<Response>): Promise<Response | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof StudioError && error.code === 'model-missing-file') return null;
    throw error;
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof StudioError && error.code === 'network';
}
