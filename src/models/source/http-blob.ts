import { StudioError } from '../../core/errors.ts';
import type { BlobLike } from '../../core/onnx/file/blob/blob-types.ts';
import type { Fetch } from '../types.ts';
import { bodyBytes, dropBody, rangeInit, request } from './http-request.ts';
import { rangeStart, versionOf } from './http-version.ts';

export interface HttpBlobOptions {
  readonly address: string;
  /** For messages: path in the model's folder. */
  readonly file: string;
  /** Null: asked for with a request of one byte. */
  readonly bytes: number | null;
  readonly fetch: Fetch;
}

/** What one connection of HTTP/2 or 3 carries at ease; of HTTP/1.1, browsers open six connections and queue the rest. */
const PARALLEL_READS = 16;

/**
 * A file on a server, read by ranges without downloading it: one request a range.
 * @throws StudioError `network`, `model-missing-file`; also where the server serves no ranges or hides the file's size
 */
export async function openHttpBlob(options: HttpBlobOptions): Promise<BlobLike> {
  const size = options.bytes ?? (await askSize(options));
  const part = (start: number, end: number): BlobLike => ({
    size: end - start,
    parallelReads: PARALLEL_READS,
    slice: (from, to) => part(Math.min(start + from, end), Math.min(start + to, end)),
    arrayBuffer: async () => (end > start ? readRange(options, start, end) : new ArrayBuffer(0)),
  });
  return part(0, size);
}

async function askSize({ address, file, fetch }: HttpBlobOptions): Promise<number> {
  const response = await request(address, file, fetch, rangeInit('bytes=0-0'));
  await dropBody(response);
  const { totalBytes } = versionOf(response);
  return totalBytes ?? noRanges(file, 'it does not tell the size');
}

async function readRange({ address, file, fetch }: HttpBlobOptions, start: number, end: number): Promise<ArrayBuffer> {
  const response = await request(address, file, fetch, rangeInit(`bytes=${start}-${end - 1}`));
  if (response.status !== 206 || (rangeStart(response) ?? start) !== start) {
    await dropBody(response);
    return noRanges(file, 'it answered with the whole file');
  }
  const bytes = await bodyBytes(response, file);
  return bytes.byteLength === end - start
    ? bytes
    : noRanges(file, `it sent ${bytes.byteLength} bytes of ${end - start}`);
}

function noRanges(file: string, found: string): never {
  throw new StudioError({
    code: 'network',
    message: `${file} cannot be looked into before it is downloaded: expected a server that serves ranges; ${found}. Download it first.`,
    details: { file },
  });
}
