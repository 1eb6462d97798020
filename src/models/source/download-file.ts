import { StudioError } from '../../core/errors.ts';
import type { FileSlot } from '../cache/file-slot.ts';
import type { Fetch, FileVersion, OpenOptions, SourceFile } from '../types.ts';
import { connectionFailure, dropBody, missing, rangeInit, request } from './http-request.ts';
import { isSameVersion, rangeStart, versionOf } from './http-version.ts';
import { beginsAsPage } from './is-page.ts';
import { verifyFile, wrongSize } from './verify-file.ts';

/** A connection that keeps breaking is continued as long as each try brings bytes, but not for ever. */
const MAX_CONTINUATIONS = 5;

export interface DownloadFileOptions extends OpenOptions {
  readonly address: string;
  readonly file: SourceFile;
  /** May hold the beginning of the file already. */
  readonly slot: FileSlot;
  readonly fetch: Fetch;
  readonly init?: RequestInit;
}

/**
 * Brings a file into its slot and checks it. A slot that holds the beginning gets the rest by a range request; where the
 * server serves no ranges, or another version by ETag, date or size, the file is fetched from its first byte. `If-Range`
 * would save that second request, but it makes every request to another origin ask for permission first.
 *
 * @returns the whole file
 * @throws StudioError `network` (what arrived is kept), `model-missing-file`, `model-corrupt` (nothing is kept), `cancelled`
 */
export async function downloadFile(options: DownloadFileOptions): Promise<Blob> {
  const { file, slot } = options;
  for (let continuation = 0; ; continuation++) {
    const before = slot.storedBytes;
    try {
      await transfer(options);
      break;
    } catch (error) {
      await slot.flush();
      const isBreak = error instanceof StudioError && error.code === 'network';
      if (!isBreak || slot.storedBytes <= before || continuation === MAX_CONTINUATIONS) throw error;
    }
  }
  await slot.flush();
  const blob = await slot.blob();
  try {
    await slot.finish(await verifyFile(blob, file));
  } catch (error) {
    if (error instanceof StudioError && error.code === 'model-corrupt') await slot.clear();
    throw error;
  }
  return blob;
}

async function transfer(options: DownloadFileOptions): Promise<void> {
  const { address, file, slot, fetch, signal } = options;
  const offset = slot.storedBytes;
  if (slot.version && offset > 0 && offset === (slot.version.totalBytes ?? file.bytes)) return;
  const rest = offset > 0 ? rangeInit(`bytes=${offset}-`) : {};
  const init = { ...options.init, ...rest, ...(signal ? { signal } : {}) };
  const response = await request(address, file.path, fetch, init, offset > 0 ? [416] : []);
  const version = versionOf(response);
  if (offset > 0 && response.status !== 200) {
    const continues = response.status === 206 && (rangeStart(response) ?? offset) === offset;
    if (!continues || !slot.version || !isSameVersion(slot.version, version)) {
      await dropBody(response);
      await slot.clear();
      return transfer(options);
    }
  } else await slot.begin(version);
  await readBody(response, version, options);
}

async function readBody(response: Response, version: FileVersion, options: DownloadFileOptions): Promise<void> {
  const { file, slot, signal, onBytes } = options;
  const limit = file.bytes ?? Number.POSITIVE_INFINITY;
  let loadedBytes = slot.storedBytes;
  onBytes?.(loadedBytes);
  const broke = (cause: unknown) =>
    connectionFailure(
      file.path,
      `is not complete: the download broke off after ${loadedBytes} of ${file.bytes ?? version.totalBytes ?? 'unknown'} bytes`,
      signal,
      cause,
    );
  const reader = (response.body ?? new Blob().stream()).getReader();
  const read = async () => {
    try {
      return await reader.read();
    } catch (cause) {
      throw broke(cause);
    }
  };
  try {
    for (let next = await read(); !next.done; next = await read()) {
      if (loadedBytes === 0 && beginsAsPage(next.value)) {
        await slot.clear();
        missing(file.path, options.address);
      }
      loadedBytes += next.value.byteLength;
      if (loadedBytes <= limit) await slot.append(next.value);
      onBytes?.(Math.min(loadedBytes, limit));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  // A body that is broken off may end like a whole one.
  if (signal?.aborted) throw broke(signal.reason);
  if (version.totalBytes !== null && loadedBytes < version.totalBytes) throw broke(null);
  if (file.bytes === null || loadedBytes === file.bytes) return;
  await slot.clear();
  throw wrongSize(file, loadedBytes);
}
