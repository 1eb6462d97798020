import { makeZip } from 'client-zip';
import { pMapIterable } from 'p-map';
import type { DatasetFile } from './types.ts';

/**
 * Every entry's time. ZIP stores local time without a zone, so a local time gives the same bytes everywhere; noon
 * exists in every zone on that day.
 */
const ENTRY_TIME = new Date(1980, 0, 1, 12);

function entries(files: readonly DatasetFile[], readAhead: number) {
  const entryOf = async (file: DatasetFile) => {
    const input = await file.read();
    return { name: file.path, input, size: input.byteLength, lastModified: ENTRY_TIME };
  };
  return pMapIterable(files, entryOf, { concurrency: readAhead, backpressure: readAhead });
}

/**
 * Streams files into a ZIP (stored, not deflated: PNG and JPEG are compressed already). Names are sorted and times fixed: the
 * same files give the same bytes. A failure of a file's `read` ends the stream with that failure.
 *
 * @param readAhead how many files may be read, or lie read, before they are taken; at least 1
 * @throws Error for a repeated path
 */
export function zipFiles(files: readonly DatasetFile[], readAhead = 1): ReadableStream<Uint8Array> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  if (new Set(sorted.map((file) => file.path)).size !== sorted.length) throw new Error('File paths must be unique.');
  return makeZip(entries(sorted, readAhead));
}
