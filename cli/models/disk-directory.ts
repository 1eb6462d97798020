import { openAsBlob } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type DiskFs, errnoOf, REAL_FS, syncFolder } from '../work/disk.ts';
import { explainDisk } from './cache-failures.ts';

/** A file in the making beside the one that it becomes; one that a crash left is written over. */
const WRITING = '.writing';

/**
 * A folder on disk behind the interface of a browser's private file system, as far as the model cache uses it: errors bear the same names, and
 * a file's new content is there as a whole, and on the disk itself, or not at all.
 */
export function diskDirectory(path: string, disk: DiskFs = REAL_FS): FileSystemDirectoryHandle {
  const inside = async (name: string, create = false) => {
    const folder = join(path, name);
    if (create) await disk.mkdir(folder).catch(unlessThere);
    if (!(await disk.stat(folder)).isDirectory()) throw new DOMException(`${folder} is a file`, 'TypeMismatchError');
    return diskDirectory(folder, disk);
  };
  const entries = async () => {
    const found = await disk.readdir(path, { withFileTypes: true });
    return found
      .filter(({ name }) => !name.endsWith(WRITING))
      .map((entry) => ({ name: entry.name, kind: entry.isDirectory() ? 'directory' : 'file' }));
  };
  const handle = {
    kind: 'directory',
    name: basename(path),
    getDirectoryHandle: (name: string, options?: FileSystemGetDirectoryOptions) =>
      explainDisk(join(path, name), () => inside(name, options?.create)),
    getFileHandle: (name: string, options?: FileSystemGetFileOptions) =>
      explainDisk(join(path, name), () => diskFile(join(path, name), disk, options?.create)),
    removeEntry: (name: string, options?: FileSystemRemoveOptions) =>
      explainDisk(join(path, name), () => disk.rm(join(path, name), { recursive: options?.recursive === true })),
    async *keys() {
      for (const { name } of await explainDisk(path, entries)) yield name;
    },
    async *values() {
      yield* await explainDisk(path, entries);
    },
  };
  return handle as unknown as FileSystemDirectoryHandle;
}

async function diskFile(path: string, disk: DiskFs, create = false) {
  if (create) await (await disk.open(path, 'a')).close();
  else await disk.stat(path);
  return {
    kind: 'file',
    name: basename(path),
    getFile: () =>
      explainDisk(path, async () => {
        // Of a missing file a Blob says neither that nor its path.
        await disk.stat(path);
        return new File([await openAsBlob(path)], basename(path));
      }),
    createWritable: () => explainDisk(path, () => openWritable(path, disk)),
  };
}

async function openWritable(path: string, disk: DiskFs) {
  const fresh = `${path}${WRITING}`;
  const file = await disk.open(fresh, 'w');
  let isOpen = true;
  const end = async () => {
    if (isOpen) await file.close();
    isOpen = false;
  };
  return {
    write: (bytes: Uint8Array) => explainDisk(path, () => file.writeFile(bytes)),
    close: () =>
      explainDisk(path, async () => {
        await file.sync();
        await end();
        await disk.rename(fresh, path);
        await syncFolder(disk, dirname(path));
      }),
    async abort() {
      await end();
      await disk.rm(fresh, { force: true });
    },
  };
}

function unlessThere(error: unknown): void {
  if (errnoOf(error) !== 'EEXIST') throw error;
}
