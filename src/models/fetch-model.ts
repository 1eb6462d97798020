import * as v from 'valibot';
import { StudioError } from '../core/errors.ts';
import { folderOf, REQUIRED_FILES } from './model-folder.ts';
import type { DownloadProgress, ModelFile, ModelFolder } from './types.ts';
import { verifyFile } from './verify-file.ts';

const Listing = v.object({
  files: v.array(
    v.object({
      path: v.string(),
      bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    }),
  ),
});

export interface FetchModelOptions {
  /** Address of the model's folder, without a slash at the end. */
  readonly url: string;
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/**
 * Downloads the files that generating needs and checks size and SHA-256 of each against the folder's `files.json`.
 *
 * @throws StudioError `network`, `model-missing-file`, `model-corrupt`; each names the file.
 */
export async function fetchModel({ url, fetch, onProgress }: FetchModelOptions): Promise<ModelFolder> {
  const listing = await fetchListing(url, fetch);
  const wanted = REQUIRED_FILES.map((path) => listing.find((file) => file.path === path) ?? missing(path, url));
  const totalBytes = wanted.reduce((sum, file) => sum + file.bytes, 0);
  const contents = new Map<string, Uint8Array>();
  let finishedBytes = 0;
  for (const file of wanted) {
    const report = (fileBytes: number) =>
      onProgress({ file: file.path, loadedBytes: finishedBytes + fileBytes, totalBytes });
    const response = await request(`${url}/${file.path}`, file.path, fetch);
    const content = await readBody(response, file, report);
    await verifyFile(content, file);
    contents.set(file.path, content);
    finishedBytes += file.bytes;
  }
  return folderOf(contents, listing);
}

async function fetchListing(url: string, fetch: FetchModelOptions['fetch']): Promise<readonly ModelFile[]> {
  const response = await request(`${url}/files.json`, 'files.json', fetch);
  const parsed = v.safeParse(Listing, await response.json().catch(() => null));
  if (parsed.success) return parsed.output.files;
  throw new StudioError({
    code: 'model-corrupt',
    message: `${url}/files.json is not a model listing. Expected {"files": [{path, bytes, sha256}]}; reload the page to try again.`,
    details: { file: 'files.json' },
  });
}

async function request(address: string, file: string, fetch: FetchModelOptions['fetch']): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address);
  } catch (cause) {
    throw new StudioError(
      {
        code: 'network',
        message: `${file} could not be downloaded: the connection failed. Check that the server still runs, then try again.`,
        details: { file },
      },
      { cause },
    );
  }
  if (response.ok) return response;
  if (response.status === 404) return missing(file, address);
  throw new StudioError({
    code: 'network',
    message: `${file} could not be downloaded: the server answered ${response.status} ${response.statusText}. Try again.`,
    details: { file, status: response.status },
  });
}

function missing(file: string, address: string): never {
  throw new StudioError({
    code: 'model-missing-file',
    message: `The model at ${address} lacks ${file}. Expected a folder in the diffusers ONNX layout.`,
    details: { file },
  });
}

async function readBody(
  response: Response,
  file: ModelFile,
  report: (loadedBytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const content = new Uint8Array(file.bytes);
  let loadedBytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      if (loadedBytes + chunk.byteLength <= file.bytes) content.set(chunk, loadedBytes);
      loadedBytes += chunk.byteLength;
      report(Math.min(loadedBytes, file.bytes));
    }
  } catch (cause) {
    throw new StudioError(
      {
        code: 'network',
        message: `The download of ${file.path} broke off after ${loadedBytes} of ${file.bytes} bytes. Try again.`,
        details: { file: file.path },
      },
      { cause },
    );
  }
  if (loadedBytes === file.bytes) return content;
  throw new StudioError({
    code: 'model-corrupt',
    message: `${file.path} is damaged: expected ${file.bytes} bytes, found ${loadedBytes}. Download it again.`,
    details: { file: file.path, expectedBytes: file.bytes, foundBytes: loadedBytes },
  });
}
