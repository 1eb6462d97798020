import { pMapIterable } from 'p-map';
import { crc32 } from '../crc32.ts';
import type { DatasetFile } from './types.ts';
import { centralHeader, endRecords, localHeader, type ZipEntry } from './zip-records.ts';

const MAX_NAME_BYTES = 0xffff;

/**
 * Streams files into a ZIP (stored, not deflated: PNG and JPEG are compressed already), of any size and number (Zip64). Names are
 * sorted and times fixed: the same files give the same bytes. A failure of a file's `read` ends the stream with that failure.
 *
 * @param readAhead how many files may be read, or lie read, before they are taken; at least 1
 * @throws Error for a repeated path, or one longer than a ZIP can name
 */
export function zipFiles(files: readonly DatasetFile[], readAhead = 1): ReadableStream<Uint8Array> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  // A file system without case would write one over the other.
  if (new Set(sorted.map((file) => file.path.toLowerCase())).size !== sorted.length)
    throw new Error('File paths must be unique, upper and lower case being the same.');
  const utf8 = new TextEncoder();
  const named = sorted.map((file) => ({ file, name: utf8.encode(file.path) }));
  const tooLong = named.find(({ name }) => name.length > MAX_NAME_BYTES);
  if (tooLong)
    throw new Error(`A path in a ZIP has at most ${MAX_NAME_BYTES} bytes: ${tooLong.file.path.slice(0, 80)}…`);
  const chunks = zipChunks(named, readAhead);
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}

interface NamedFile {
  readonly file: DatasetFile;
  readonly name: Uint8Array;
}

async function* zipChunks(files: readonly NamedFile[], readAhead: number): AsyncGenerator<Uint8Array, void> {
  const partsOf = async ({ file }: NamedFile) => {
    const content = await file.read();
    return content instanceof Uint8Array ? [content] : content;
  };
  const readAheadOf = async (named: NamedFile) => ({ named, early: named.file.isLarge ? null : await partsOf(named) });
  const entries: ZipEntry[] = [];
  let offset = 0;
  for await (const { named, early } of pMapIterable(files, readAheadOf, {
    concurrency: readAhead,
    backpressure: readAhead,
  })) {
    const { name } = named;
    const parts = early ?? (await partsOf(named));
    let [bytes, crc] = [0, 0];
    for (const part of parts) {
      bytes += part.length;
      crc = crc32(part, crc);
    }
    const entry = { name, crc, bytes, offset };
    const header = localHeader(entry);
    yield header;
    yield* parts;
    entries.push(entry);
    offset += header.length + bytes;
  }
  let end = offset;
  for (const entry of entries) {
    const header = centralHeader(entry);
    yield header;
    end += header.length;
  }
  yield endRecords(entries.length, offset, end);
}
