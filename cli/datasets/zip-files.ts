import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { crc32 } from '../../src/core/crc32.ts';
import { datasetUnreadable } from '../../src/core/dataset/read/dataset-unreadable.ts';
import type { DatasetFiles } from '../../src/core/dataset/read/types.ts';
import { reason } from './folder-files.ts';

/** A ZIP's files, each read where it lies and compared with its checksum. */
export interface ZipFiles extends DatasetFiles {
  close(): void;
}

/** @throws StudioError `dataset-unreadable` for what is no ZIP, or damaged */
export async function zipFiles(path: string): Promise<ZipFiles> {
  const entries = new Map<string, Entry>();
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false });
    for await (const entry of zip.eachEntry()) if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
  } catch (cause) {
    throw datasetUnreadable(`Expected a whole ZIP at ${path}; ${reason(cause)}.`, cause);
  }
  return {
    paths: [...entries.keys()].sort(),
    async read(name) {
      const entry = entries.get(name);
      if (!entry) throw datasetUnreadable(`Expected ${name} in ${path}, found no such file.`);
      const bytes = await bytesOf(zip, entry, path);
      if (crc32(bytes) !== entry.crc32) {
        throw datasetUnreadable(`Expected ${name} as it was put into ${path}, found other bytes: the ZIP is damaged.`);
      }
      return bytes;
    },
    close: () => zip.close(),
  };
}

async function bytesOf(zip: ZipFile, entry: Entry, path: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Uint8Array);
  } catch (cause) {
    throw datasetUnreadable(`Expected ${entry.fileName} in ${path} to be readable; ${reason(cause)}.`, cause);
  }
  const bytes = new Uint8Array(entry.uncompressedSize);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
