import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import pMap from 'p-map';
import { datasetInput } from '../../src/core/dataset/dataset-input.ts';
import type { FormatChoice } from '../../src/core/dataset/formats/registry.ts';
import { writeDataset } from '../../src/core/dataset/formats/writers.ts';
import type { DatasetFile, DatasetSource } from '../../src/core/dataset/types.ts';
import { zipFiles } from '../../src/core/dataset/zip.ts';
import { StudioError } from '../../src/core/errors.ts';
import { type DiskFs, makeFolder, onDisk, REAL_FS, syncFolder } from '../work/disk.ts';

/** Files read ahead, or written at once. */
const AT_ONCE = 8;

export interface WrittenSet {
  readonly files: number;
  readonly bytes: number;
  /** What the format could not hold. */
  readonly notes: readonly string[];
}

export interface SetTarget {
  /** Ends with `.zip`: one file; else a folder, which may be there. */
  readonly out: string;
  readonly choice: FormatChoice;
  readonly disk?: DiskFs;
}

/** Whether a target is one file. */
export function isZip(out: string): boolean {
  return /\.zip$/i.test(out);
}

/**
 * Writes pairs as a dataset, with the bytes that an export of the studio has: a ZIP that is there when it is whole, or a folder.
 * @throws StudioError `settings-invalid` for what the format cannot express, `record-corrupt`, `storage-full`, `storage-unavailable`
 */
export async function writeSet(source: DatasetSource, { out, choice, disk = REAL_FS }: SetTarget): Promise<WrittenSet> {
  const { files, notes } = await laidOut(source, choice);
  const bytes = isZip(out) ? await writeZip(files, out, disk) : await writeFolder(files, out, disk);
  return { files: files.length, bytes, notes };
}

/** manifest.json is one text, and a JavaScript engine's texts have an end, at 2²⁹ letters in V8: about 250,000 pairs. */
async function laidOut(source: DatasetSource, choice: FormatChoice): ReturnType<typeof writeDataset> {
  try {
    return await writeDataset(datasetInput(source, choice.trainPercent), choice);
  } catch (error) {
    if (!(error instanceof RangeError && error.message === 'Invalid string length')) throw error;
    const message = `Expected no more pairs than a manifest.json can name, about 250,000; found ${source.entries.length}. All of them are kept: make the list in parts of 200,000, a run and a dataset each.`;
    throw new StudioError({ code: 'settings-invalid', message }, { cause: error });
  }
}

async function writeZip(files: readonly DatasetFile[], out: string, disk: DiskFs): Promise<number> {
  const part = `${out}.${randomUUID()}.part`;
  return onDisk(out, async () => {
    try {
      const bytes = await writeStream(disk, part, zipFiles(files, AT_ONCE));
      await disk.rename(part, out);
      await syncFolder(disk, dirname(out));
      return bytes;
    } catch (error) {
      await disk.rm(part, { force: true }).catch(() => undefined); // what matters is the first error
      throw error;
    }
  });
}

/** Small pieces are gathered: a ZIP of thousands of headers would else be as many calls of the system. */
const PIECE_BYTES = 1 << 20;

async function writeStream(disk: DiskFs, path: string, stream: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>) {
  const file = await disk.open(path, 'wx');
  let [written, gathered] = [0, 0];
  let pieces: Uint8Array[] = [];
  const flush = async () => {
    await writeAll(file, Buffer.concat(pieces));
    [pieces, gathered] = [[], 0];
  };
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      pieces.push(chunk);
      written += chunk.byteLength;
      gathered += chunk.byteLength;
      if (gathered >= PIECE_BYTES) await flush();
    }
    await flush();
    await file.sync();
  } finally {
    await file.close();
  }
  return written;
}

type OpenFile = Awaited<ReturnType<DiskFs['open']>>;

/** A full disk takes a part of a piece before it refuses the rest. */
async function writeAll(file: OpenFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength; ) at += (await file.write(bytes, at)).bytesWritten;
}

async function writeFolder(files: readonly DatasetFile[], out: string, disk: DiskFs): Promise<number> {
  const writeOne = ({ path, read }: DatasetFile) =>
    onDisk(join(out, path), async () => {
      const target = join(out, ...path.split('/'));
      await makeFolder(disk, dirname(target));
      const content = await read();
      return writeOver(disk, target, content instanceof Uint8Array ? [content] : content);
    });
  const [large, small] = [files.filter(({ isLarge }) => isLarge), files.filter(({ isLarge }) => !isLarge)];
  const sizes = await pMap(small, writeOne, { concurrency: AT_ONCE });
  for (const file of large) sizes.push(await writeOne(file));
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

async function writeOver(disk: DiskFs, target: string, content: Iterable<Uint8Array>): Promise<number> {
  const part = `${target}.part`;
  await disk.rm(part, { force: true });
  try {
    const bytes = await writeStream(disk, part, eachOf(content));
    await disk.rename(part, target);
    return bytes;
  } catch (error) {
    await disk.rm(part, { force: true }).catch(() => undefined); // what matters is the first error
    throw error;
  }
}

async function* eachOf(content: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* content;
}
