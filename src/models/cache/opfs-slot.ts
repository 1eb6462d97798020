import * as v from 'valibot';
import type { Failure } from '../../core/errors.ts';
import type { FileCheck, FileVersion, SourceFile } from '../types.ts';
import { isNotFoundError, isQuotaError } from './cache-failures.ts';
import type { CachePlace } from './cache-place.ts';
import type { FileSlot } from './file-slot.ts';
import { readFile, readJson, removeEntry, writeFile, writeJson } from './opfs-files.ts';

/** Bounds what a crash loses and what waits in memory. */
export const PART_BYTES = 32 * 1024 * 1024;
const META = 'file.json';
const PART = /^part-(\d{13})$/;

const nullableCount = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0)));
const Meta = v.object({
  path: v.string(),
  version: v.object({ totalBytes: nullableCount, etag: v.nullable(v.string()), lastModified: v.nullable(v.string()) }),
  /** What the source said the file would be, so that another revision is not taken for this one. */
  expected: v.object({ bytes: nullableCount, sha256: v.nullable(v.string()) }),
  /** Null while the file is incomplete. */
  check: v.nullable(v.picklist(['sha256', 'size', 'none'])),
  /** Of what arrived; missing: nobody hashed it. */
  sha256: v.exactOptional(v.string()),
});
export type FileMeta = v.InferOutput<typeof Meta>;

interface Part {
  readonly offset: number;
  readonly file: File;
}

/** A file's stored beginning: what it says of itself, and its parts without gaps from byte 0 on. */
export interface StoredFile {
  readonly meta: FileMeta;
  readonly parts: readonly Part[];
  readonly bytes: number;
}

/** Null where nothing usable is stored. */
export async function readStoredFile(folder: FileSystemDirectoryHandle): Promise<StoredFile | null> {
  const meta = v.safeParse(Meta, await readJson(folder, META));
  if (!meta.success) return null;
  const names: string[] = [];
  try {
    for await (const name of folder.keys()) if (PART.test(name)) names.push(name);
  } catch (error) {
    // Deleted meanwhile.
    if (isNotFoundError(error)) return null;
    throw error;
  }
  const parts: Part[] = [];
  let bytes = 0;
  for (const name of names.sort()) {
    if (Number(PART.exec(name)?.[1]) !== bytes) continue;
    const file = await readFile(folder, name);
    if (!file || file.size === 0) continue;
    parts.push({ offset: bytes, file });
    bytes += file.size;
  }
  return { meta: meta.output, parts, bytes };
}

/** The stored file as one Blob, whose bytes stay on disk. */
export const blobOf = (stored: StoredFile): Blob => new Blob(stored.parts.map(({ file }) => file));

export interface OpfsSlotOptions extends Pick<CachePlace, 'freeBytes' | 'failures' | 'hash'> {
  readonly folder: FileSystemDirectoryHandle;
  readonly file: SourceFile;
  readonly partBytes?: number;
}

/**
 * A slot in the private file system: `file.json` and parts of at most 32 MiB, named by their first byte and written once.
 * A single growing file would be copied whole by browsers each time it is opened for writing. When there is no room, the
 * rest of the file gathers in memory and `problem` says so.
 */
export async function openOpfsSlot({
  folder,
  file,
  freeBytes,
  failures,
  hash,
  partBytes = PART_BYTES,
}: OpfsSlotOptions): Promise<FileSlot> {
  const stored = await readStoredFile(folder);
  const isOther = stored && !matches(stored.meta, file);
  let version: FileVersion | null = stored && !isOther ? stored.meta.version : null;
  let parts: Blob[] = stored && !isOther ? stored.parts.map((part) => part.file) : [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let [storedBytes, waitingBytes] = [parts.reduce((sum, part) => sum + part.size, 0), 0];
  let problem: Failure | null = null;

  /** Runs `write`; without room the slot goes on in memory. */
  const orSpill = async (bytes: number, write: () => Promise<void>): Promise<boolean> => {
    if (problem) return false;
    try {
      await write();
      return true;
    } catch (error) {
      if (!isQuotaError(error)) throw error;
      problem = failures.full(file.path, Math.max(bytes, (file.bytes ?? 0) - storedBytes), await freeBytes());
      return false;
    }
  };
  const saveMeta = (check: FileCheck | null, found: string | null = null) => {
    const { path, bytes, sha256 } = file;
    const meta = { path, version, expected: { bytes, sha256 }, check, ...(found !== null && { sha256: found }) };
    return orSpill(0, () => writeJson(folder, META, meta));
  };
  const clear = async () => {
    [version, parts, waiting, storedBytes, waitingBytes] = [null, [], [], 0, 0];
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    for (const name of names) await removeEntry(folder, name);
  };
  const flush = async () => {
    if (waitingBytes === 0) return;
    const content = new Blob(waiting);
    const name = `part-${String(storedBytes).padStart(13, '0')}`;
    const isStored = await orSpill(waitingBytes, async () =>
      writeFile(folder, name, new Uint8Array(await content.arrayBuffer())),
    );
    // Once stored, the bytes in memory can go.
    parts.push((isStored ? await readFile(folder, name) : null) ?? content);
    storedBytes += waitingBytes;
    [waiting, waitingBytes] = [[], 0];
  };
  if (isOther) await clear();
  return {
    get storedBytes() {
      return storedBytes + waitingBytes;
    },
    get version() {
      return version;
    },
    get problem() {
      return problem;
    },
    async begin(next) {
      await clear();
      version = next;
      await saveMeta(null);
    },
    async append(bytes) {
      waiting.push(bytes);
      waitingBytes += bytes.byteLength;
      if (waitingBytes >= partBytes) await flush();
    },
    flush,
    async finish(check) {
      if (!problem) await saveMeta(check, file.sha256 ?? (await hash?.(new Blob(parts))) ?? null);
    },
    blob: async () => new Blob([...parts, ...waiting]),
    clear,
  };
}

/** Whether what is stored can be the file that the source now describes. */
export function matches({ version, expected }: FileMeta, file: SourceFile): boolean {
  const agree = <T>(a: T | null, b: T | null) => a === null || b === null || a === b;
  return agree(expected.sha256, file.sha256) && agree(expected.bytes ?? version.totalBytes, file.bytes);
}
