import * as fs from 'node:fs/promises';
import { dirname } from 'node:path';
import { StudioError } from '../../src/core/errors.ts';

/** What is needed of a file system; tests bring one that fails. */
export type DiskFs = Pick<
  typeof fs,
  'mkdir' | 'open' | 'readdir' | 'readFile' | 'rename' | 'rm' | 'stat' | 'unlink' | 'utimes'
>;

export const REAL_FS: DiskFs = fs;

const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const REFUSED = ['EACCES', 'EPERM', 'EROFS'];
/** The disk, or the connection to it, does not do what it should. */
const BROKEN = [
  'EIO',
  'ENXIO',
  'ENODEV',
  'ESTALE',
  'ETIMEDOUT',
  'EMFILE',
  'ENFILE',
  'ENOTDIR',
  'EISDIR',
  'ENAMETOOLONG',
  'EINVAL',
];

/** No room, or no right to more of it. */
export const isFull = (code: string): boolean => FULL.includes(code);
/** The system does not allow it. */
export const isRefused = (code: string): boolean => REFUSED.includes(code);

/**
 * Does something to files at `path`; what the system refuses becomes a failure that says what to do.
 * @throws StudioError `storage-full`, `storage-unavailable`
 */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = errnoOf(cause);
    if (code !== null && isFull(code)) {
      const message = `Expected room on the disk of ${path}; there is none left (${code}). What is finished is kept: free some space, then run the same command with --resume.`;
      throw new StudioError({ code: 'storage-full', message, details: { path } }, { cause });
    }
    if (code !== null && isRefused(code)) {
      const message = `Expected to be allowed to write ${path}; the system refuses it (${code}): it is read-only, or another user's. Name another folder, or change who may write there.`;
      throw new StudioError({ code: 'storage-unavailable', message, details: { path } }, { cause });
    }
    if (code !== null && BROKEN.includes(code)) {
      const message = `Expected ${path} to be usable; the system says ${(cause as Error).message}. Look at the disk and the path, then run the same command with --resume.`;
      throw new StudioError({ code: 'storage-unavailable', message, details: { path } }, { cause });
    }
    throw cause;
  }
}

/** The system's name of an error, `ENOSPC`; null where it is none of the system's. */
export function errnoOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}

/** Makes a folder and those that it lies in; one that is there stays. */
export async function makeFolder(disk: DiskFs, path: string): Promise<void> {
  try {
    await disk.mkdir(path, { recursive: true });
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    // Node says so of a read-only disk, too. One folder after another, the system says what it is.
    await makeOneByOne(disk, path);
  }
}

async function makeOneByOne(disk: DiskFs, path: string): Promise<void> {
  try {
    await disk.mkdir(path);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeOneByOne(disk, dirname(path));
    await disk.mkdir(path);
  }
}

/** Writes a file that is on the disk itself, and not only on its way there, when this resolves. */
export async function writeDurably(disk: DiskFs, path: string, bytes: Uint8Array | string): Promise<void> {
  const file = await disk.open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Writes a file that is there as a whole or not at all, over what is there. */
export async function writeAtomically(disk: DiskFs, path: string, bytes: Uint8Array | string): Promise<void> {
  const fresh = `${path}.${process.pid}.tmp`;
  await disk.rm(fresh, { force: true });
  try {
    await writeDurably(disk, fresh, bytes);
    await disk.rename(fresh, path);
  } catch (error) {
    await disk.rm(fresh, { force: true }).catch(() => undefined); // what matters is the first error
    throw error;
  }
  await syncFolder(disk, dirname(path));
}

/** Brings the names in a folder to the disk; systems that cannot do so, as Windows, have no need of it. */
export async function syncFolder(disk: DiskFs, folder: string): Promise<void> {
  const handle = await disk.open(folder, 'r').catch(() => null);
  try {
    await handle?.sync().catch(() => undefined);
  } finally {
    await handle?.close();
  }
}

/** The names in a folder; none where it is not there. */
export async function namesIn(disk: DiskFs, folder: string): Promise<string[]> {
  try {
    return await disk.readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** A file's text; null where it is not there. */
export async function readText(disk: DiskFs, path: string): Promise<string | null> {
  try {
    return await disk.readFile(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}
